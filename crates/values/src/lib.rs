//! Plain values that cannot be wrong: whoever holds one need not check it again. No clock, no files, no network.

mod calendar;
mod calendar_text;
mod clause_id;
mod credit_code;
mod date;
mod id;
mod industry_code;
mod masking;
mod money;
mod names;
mod overseas;
mod period;
mod resident_number;
mod share;
mod text_form;

pub use calendar::{Certainty, Due, WorkCalendar};
pub use calendar_text::{CalendarMistake, CalendarMistakeKind, CalendarMistakes};
pub use clause_id::{ClauseId, ClauseIdMistake};
pub use credit_code::{CreditCode, CreditCodeMistake, OrganisationCheck};
pub use date::{
    Date, DateMistake, Instant, InstantMistake, china_day, china_midnight, en_date, parse_date,
    zh_date,
};
pub use id::{
    CandidacyId, ConsortiumId, EntryNumber, FileDigest, FileDigestMistake, FileId, IdMistake,
    InvitationId, OrganisationId, PersonId,
};
pub use industry_code::{INDUSTRY_LIST, IndustryCode, IndustryCodeMistake};
pub use masking::{masked, masked_mail, masked_name, masked_phone};
pub use money::{Fen, MoneyMistake};
pub use names::{Key, KeyMistake, Language, LanguageMistake, Words};
pub use overseas::{Lei, LeiMistake, OverseasMistake, OverseasRegistration};
pub use period::{Period, PeriodMistake};
pub use resident_number::{ResidentNumber, ResidentNumberMistake};
pub use share::{Share, ShareMistake};
