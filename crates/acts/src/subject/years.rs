//! Figures of an organisation by year. Few years belong to many organisations, so they lie side by side, in order.

use serde::{Deserialize, Serialize};
use values::{EntryNumber, Fen, FileDigest};

use crate::finding::{Evidence, Holding};

/// Figures of one year.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Year {
    /// The act that reported them.
    pub number: EntryNumber,
    /// Revenue.
    pub revenue: Option<Fen>,
    /// Spending on research and development.
    pub rd_spending: Option<Fen>,
    /// Staff.
    pub staff: Option<i64>,
    /// Staff in research and development.
    pub rd_staff: Option<i64>,
    /// The report.
    pub file: Option<FileDigest>,
    /// Stated, confirmed or disputed.
    pub holding: Holding,
}

impl Year {
    /// What a finding that looks at these figures rests on.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            record: self.number,
            file: self.file,
            holding: self.holding,
            until: None,
        }
    }
}

/// Figures by year, earliest first, each year once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Years(Vec<(i16, Year)>);

impl Years {
    /// The figures of that year.
    pub fn get(&self, year: i16) -> Option<&Year> {
        let place = self.place(year).ok()?;
        self.0.get(place).map(|(_, figures)| figures)
    }

    /// The figures of that year, to be changed.
    pub fn get_mut(&mut self, year: i16) -> Option<&mut Year> {
        let place = self.place(year).ok()?;
        self.0.get_mut(place).map(|(_, figures)| figures)
    }

    /// Reports a year, in place of what was reported before.
    pub fn report(&mut self, year: i16, figures: Year) {
        match self.place(year) {
            Ok(place) => self.0[place].1 = figures,
            Err(place) => self.0.insert(place, (year, figures)),
        }
    }

    /// Every year with its figures, earliest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i16, &Year)> {
        self.0.iter().map(|(year, figures)| (*year, figures))
    }

    fn place(&self, year: i16) -> Result<usize, usize> {
        self.0.binary_search_by_key(&year, |(held, _)| *held)
    }
}
