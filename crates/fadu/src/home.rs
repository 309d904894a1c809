//! Where packs, statutes and overlays lie.

use std::path::{Path, PathBuf};

use fadu_kernel::calendar::Calendar;
use fadu_kernel::words::Words;
use fadu_pack::complaint::Complaint;
use fadu_pack::packs::{Packs, find_packs, load_to_run};
use fadu_pack::statutes::StatuteIndex;
use jiff::civil::Date;

/// The folder of the product's data.
#[derive(Debug, Clone)]
pub struct Home {
    /// The folder that holds `packs/` and `statutes/`.
    pub folder: PathBuf,
}

impl Home {
    /// The folder given, else `FADU_HOME`, else the nearest one above the working folder or the
    /// program that holds `packs` and `statutes`.
    #[expect(
        clippy::disallowed_methods,
        reason = "only the program reads the environment"
    )]
    pub fn find(given: Option<PathBuf>) -> Result<Self, Words> {
        let holds =
            |folder: &Path| folder.join("packs").is_dir() && folder.join("statutes").is_dir();
        if let Some(folder) = given.or_else(|| std::env::var_os("FADU_HOME").map(PathBuf::from)) {
            return if holds(&folder) {
                Ok(Self { folder })
            } else {
                let shown = folder.display();
                Err(Words::new(
                    format!("{shown} 中没有 packs 和 statutes；请用 --home 指定程序数据所在文件夹"),
                    format!("{shown} holds no packs and statutes; name the folder with --home"),
                ))
            };
        }
        let starts = [std::env::current_dir().ok(), std::env::current_exe().ok()];
        let mut around = starts.iter().flatten().flat_map(|start| start.ancestors());
        let beside = |folder: &Path| [folder.to_owned(), folder.join("share/fadu")];
        let found = around.find_map(|folder| beside(folder).into_iter().find(|f| holds(f)));
        found.map(|folder| Self { folder }).ok_or_else(|| {
            Words::new(
                "找不到 packs 和 statutes 文件夹；请用 --home 指定",
                "the folders packs and statutes were not found; name their folder with --home",
            )
        })
    }

    /// The working-day calendar, with a region's overlay.
    pub fn calendar(&self, region: Option<&str>) -> Result<Calendar, Vec<Complaint>> {
        fadu_pack::calendar::load_calendar(&self.folder.join("statutes/calendar"), region)
    }

    /// The statute index.
    pub fn statutes(&self) -> Result<StatuteIndex, Words> {
        StatuteIndex::load(&self.folder.join("statutes/index")).map_err(|fault| {
            let place = format!("{}:{}", fault.file.display(), fault.line);
            Words::new(
                format!("{place}：{}。{}", fault.words.zh, fault.remedy.zh),
                format!("{place}: {}. {}", fault.words.en, fault.remedy.en),
            )
        })
    }

    /// All packs with the named overlays.
    pub fn packs(
        &self,
        overlays: &[String],
        statutes: Option<&StatuteIndex>,
        on: Date,
    ) -> Result<(Packs, Vec<Complaint>), Words> {
        let folders = find_packs(&self.folder.join("packs")).map_err(|error| {
            Words::new(
                format!("读不出 packs 文件夹：{error}"),
                format!("the folder packs cannot be read: {error}"),
            )
        })?;
        let overlays: Vec<PathBuf> = overlays
            .iter()
            .map(|name| self.folder.join("overlays").join(name))
            .collect();
        Ok(load_to_run(&self.folder, &folders, &overlays, statutes, on))
    }
}

/// Today in the city's civil time. Only the program's edge looks at a clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the wall clock enters"
)]
pub fn today() -> Date {
    jiff::Zoned::now().date()
}
