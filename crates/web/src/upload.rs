//! What a form with a file sends: its entries and one file, checked for the token like any form.

use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request};
use axum::response::Response;

use crate::app::App;
use crate::entries::Entries;
use crate::guard::{TOKEN, Token, same_token};
use crate::pages::problem;
use crate::speech::Speech;

/// Most parts of one form with a file.
const PARTS_MAX: usize = 20;
/// Longest text entry beside a file.
const ENTRY_LENGTH_MAX: usize = 2_000;

/// A form with a file.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The entries beside the file.
    pub entries: Entries,
    /// The file; empty where none was chosen.
    pub file: Vec<u8>,
}

impl FromRequest<App> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let speech = Speech::read(request.uri(), request.headers());
        let token = request.extensions().get::<Token>().cloned();
        let too_large = || problem::too_large(app, &speech);
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| too_large())?;
        let mut upload = Self::default();
        for _ in 0..PARTS_MAX {
            let Some(part) = parts.next_field().await.map_err(|_| too_large())? else {
                break;
            };
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = part.bytes().await.map_err(|_| too_large())?;
            if is_file {
                upload.file = bytes.to_vec();
            } else if bytes.len() <= ENTRY_LENGTH_MAX {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                upload.entries.0.entry(name).or_default().push(text);
            }
        }
        let same = token.is_some_and(|token| same_token(&token.0, upload.entries.text(TOKEN)));
        if same {
            Ok(upload)
        } else {
            Err(problem::stale_form(app, &speech))
        }
    }
}
