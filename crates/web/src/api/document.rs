//! The OpenAPI 3.1 document of the API.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::json_response;

pub async fn openapi() -> Response {
    json_response(StatusCode::OK, &document())
}

fn parameter(name: &str, place: &str, what: &str) -> Value {
    json!({ "name": name, "in": place, "required": place == "path", "description": what,
            "schema": { "type": "string" } })
}

fn reading(summary: &str, parameters: &[Value]) -> Value {
    json!({ "get": {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": "The document", "content": { "application/json": {} } },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    } })
}

fn writing(summary: &str, required: &[&str], properties: &Value, key: bool) -> Value {
    let parameters = if key {
        json!([{ "name": "Idempotency-Key", "in": "header", "required": true,
                 "schema": { "type": "string", "maxLength": 100 } }])
    } else {
        json!([])
    };
    json!({ "post": {
        "summary": summary,
        "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "required": required, "properties": properties,
            "additionalProperties": false,
        } } } },
        "responses": {
            "200": { "description": "Repeated: the first receipt" },
            "201": { "description": "Done", "content": { "application/json": {} } },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    } })
}

fn document() -> Value {
    let text = json!({ "type": "string" });
    let period = parameter(
        "period",
        "query",
        "2022, 2022-05, 2022-Q2 or 2022-01..2022-06",
    );
    let place = parameter("place", "query", "A unit, with those below it");
    let after = parameter("after", "query", "Cursor: `next` of the page before");
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Fadu 法度", "version": "1" },
        "paths": {
            "/api/v1/sessions": writing(
                "Sign in; the token goes into Authorization: Bearer",
                &["login", "password"],
                &json!({ "login": text, "password": text }),
                false,
            ),
            "/api/v1/procedures": reading("All procedures", &[]),
            "/api/v1/procedures/{id}": reading(
                "One procedure",
                &[parameter("id", "path", "Its id")],
            ),
            "/api/v1/figures": reading(
                "All figures of a period; `withheld` says why a value is not public",
                &[period.clone(), place.clone()],
            ),
            "/api/v1/figures/{id}/acts": reading(
                "The acts behind a figure",
                &[parameter("id", "path", "The indicator"), period, place, after.clone()],
            ),
            "/api/v1/deadline": reading("The statutory calculator", &[
                parameter("rule", "query", "CR1 to CR7"),
                parameter("from", "query", "A date or moment"),
                parameter("length", "query", "A whole number"),
                parameter("unit", "query", "day, working_day, month, year or hour"),
            ]),
            "/api/v1/matters": reading("Matters of one's own units", &[
                parameter("procedure", "query", "Its id"),
                parameter("text", "query", "In number or title"),
                parameter("before", "query", "Cursor: `next` of the page before"),
            ]),
            "/api/v1/matters/{number}": reading(
                "One matter with its acts", &[parameter("number", "path", "Its number")],
            ),
            "/api/v1/acts": writing(
                "Submit an act",
                &["procedure", "act"],
                &json!({ "procedure": text, "matter": text, "unit": text, "upon": text,
                    "act": text,
                         "on": text, "facts": { "type": "object" } }),
                true,
            ),
            "/api/v1/acts/{act}/receipt": reading(
                "The receipt of an act", &[parameter("act", "path", "Its number")],
            ),
            "/api/v1/events": reading("Events as CloudEvents 1.0", &[after]),
        },
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "responses": { "Problem": {
                "description": "A problem (RFC 9457); a refusal names its rule and articles",
                "content": { "application/problem+json": {} },
            } },
        },
        "security": [{ "bearer": [] }, {}],
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_of_the_api_is_described() {
        let document = super::document();
        let paths = document["paths"].as_object().unwrap();
        let source = include_str!("mod.rs");
        let routes = source
            .split("\"/api/v1/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        for route in
            routes.filter(|route| *route != "openapi.json" && !route.starts_with("problems"))
        {
            assert!(paths.contains_key(&format!("/api/v1/{route}")), "{route}");
        }
    }
}
