//! What every page has at hand: the city's office and how the city presents itself.

use std::sync::Arc;

use fadu_office::office::Office;
use fadu_paper::press::Press;

use crate::guard::Gate;
use crate::page::Site;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The city's office.
    pub office: Office,
    /// How the city presents itself.
    pub site: Arc<Site>,
    /// Limits on how often an address may knock.
    pub gate: Arc<Gate>,
    /// Whether the server is reached over HTTPS, so that cookies are never sent without it.
    pub secure: bool,
    /// The program that draws PDF, where there is one.
    pub press: Arc<Press>,
}

impl App {
    /// An app for a city.
    pub fn new(office: Office, site: Site, secure: bool) -> Self {
        Self {
            office,
            site: Arc::new(site),
            gate: Arc::default(),
            secure,
            press: Arc::default(),
        }
    }

    /// The same app with a press.
    #[must_use]
    pub fn with_press(self, press: Press) -> Self {
        Self {
            press: Arc::new(press),
            ..self
        }
    }
}
