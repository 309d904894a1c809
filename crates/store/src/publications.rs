//! What was made public of matters, from which day until which, and what was withdrawn.

use fadu_kernel::act::ActId;
use fadu_kernel::matter::MatterId;
use jiff::civil::Date;
use rusqlite::Row;

use crate::fault::Result;
use crate::query::{Columns, Page, Query, containing, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// Something made public.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// The matter.
    pub matter: MatterId,
    /// The publication's id in the procedure, with the procedure's: `procedure.publication`.
    pub publication: String,
    /// The act that published it.
    pub act: ActId,
    /// The fields shown, as they were that day.
    pub shown: serde_json::Value,
    /// First day.
    pub from_on: Date,
    /// Last day, if the duty ends.
    pub until_on: Option<Date>,
    /// Day of withdrawal.
    pub withdrawn_on: Option<Date>,
}

/// Which publications to list. The default lists all, also those withdrawn.
#[derive(Debug, Clone, Default)]
pub struct PublicationFilter {
    /// Of this kind.
    pub publication: Option<String>,
    /// To be seen on this day.
    pub on: Option<Date>,
    /// With this somewhere in what is shown.
    pub text: Option<String>,
}

/// A place in a list of publications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationPlace {
    /// First day.
    pub from_on: Date,
    /// The act.
    pub act: ActId,
    /// The publication's id.
    pub publication: String,
}

const COLUMNS: &str = "SELECT p.matter, p.publication, p.act, p.shown, p.from_on, p.until_on, \
                       p.withdrawn_on FROM publications p WHERE p.city = $1";

impl Reader {
    /// Publications, latest first, those before `before`.
    pub fn publications(
        &self,
        filter: &PublicationFilter,
        before: Option<&PublicationPlace>,
        limit: usize,
    ) -> Result<Page<Publication, PublicationPlace>> {
        let limit = page_length(limit);
        let mut query = Query::new(COLUMNS, &self.city);
        narrow(&mut query, filter);
        if let Some(place) = before {
            query.push(" AND (p.from_on, p.act, p.publication) < (");
            query
                .bind(place.from_on.to_string())
                .push(", ")
                .bind(place.act.0);
            query.push(", ").bind(place.publication.clone()).push(")");
        }
        query
            .push(" ORDER BY p.from_on DESC, p.act DESC, p.publication DESC")
            .limit(limit);
        let found = self.found(&query, publication)?;
        Ok(Page::cut(found, limit, |shown| PublicationPlace {
            from_on: shown.from_on,
            act: shown.act,
            publication: shown.publication.clone(),
        }))
    }

    /// How many publications the filter finds.
    pub fn count_publications(&self, filter: &PublicationFilter) -> Result<u64> {
        let sql = "SELECT COUNT(*) FROM publications p WHERE p.city = $1";
        let mut query = Query::new(sql, &self.city);
        narrow(&mut query, filter);
        let counted = self.found(&query, |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(counted.first().map_or(0, |count| count.unsigned_abs()))
    }

    /// What was published of a matter, in order.
    pub fn publications_of(&self, matter: MatterId) -> Result<Vec<Publication>> {
        let mut query = Query::new(COLUMNS, &self.city);
        query
            .push(" AND p.matter = ")
            .bind(matter.0)
            .push(" ORDER BY p.act, p.publication");
        self.found(&query, publication)
    }
}

impl Batch<'_> {
    /// Publishes. The same kind published before stays as it was.
    pub fn put_publication(&self, shown: &Publication) -> Result<()> {
        let sql = "INSERT INTO publications (city, matter, publication, act, shown, from_on, \
                   until_on, withdrawn_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.run(
            sql,
            &[
                &self.city,
                &shown.matter.0,
                &shown.publication,
                &shown.act.0,
                &serde_json::to_string(&shown.shown)?,
                &shown.from_on.to_string(),
                &shown.until_on.map(|on| on.to_string()),
                &shown.withdrawn_on.map(|on| on.to_string()),
            ],
        )?;
        Ok(())
    }

    /// Withdraws what a matter has published of a kind; returns how many there were.
    pub fn withdraw_publication(
        &self,
        matter: MatterId,
        publication: &str,
        on: Date,
    ) -> Result<usize> {
        let sql = "UPDATE publications SET withdrawn_on = $1 WHERE city = $2 AND matter = $3 \
                   AND publication = $4 AND withdrawn_on IS NULL";
        self.run(sql, &[&on.to_string(), &self.city, &matter.0, &publication])
    }
}

fn narrow(query: &mut Query, filter: &PublicationFilter) {
    if let Some(publication) = &filter.publication {
        query
            .push(" AND p.publication = ")
            .bind(publication.clone());
    }
    if let Some(on) = filter.on {
        query.push(" AND p.from_on <= ").bind(on.to_string());
        let place = query.values.len();
        query
            .push(" AND (p.until_on IS NULL OR p.until_on >= ")
            .again(place);
        query
            .push(") AND (p.withdrawn_on IS NULL OR p.withdrawn_on > ")
            .again(place)
            .push(")");
    }
    if let Some(text) = &filter.text {
        query
            .push(" AND p.shown LIKE ")
            .bind(containing(text))
            .push(" ESCAPE '!'");
    }
}

fn publication(row: &Row<'_>) -> Result<Publication> {
    Ok(Publication {
        matter: MatterId(row.get(0)?),
        publication: row.get(1)?,
        act: ActId(row.get(2)?),
        shown: row.json(3)?,
        from_on: row.parsed(4)?,
        until_on: row.parsed_or_none(5)?,
        withdrawn_on: row.parsed_or_none(6)?,
    })
}
