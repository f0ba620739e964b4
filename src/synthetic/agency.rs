//! Eight invented agencies and how each of them keeps records.

use super::sheet::{DateForm, Encoding, Layout, Wording};
use crate::schema::DatasetKind::{self, Assessments, CareLeavers, Outcomes, Referrals, Voice};

/// An identifier's field, and how often a record has it of a person who has one.
type Held = (&'static str, f64);

/// An agency: what it holds and how it writes it down.
pub(crate) struct Agency {
    /// Folder name.
    pub(crate) name: &'static str,
    /// Name in its own records.
    pub(crate) title: &'static str,
    /// Start of its record ids and of its own numbers for people.
    pub(crate) prefix: &'static str,
    pub(crate) kinds: &'static [DatasetKind],
    pub(crate) held: &'static [Held],
    pub(crate) layout: Layout,
}

const FORENAME: Held = ("forename", 1.0);
const SURNAME: Held = ("surname", 1.0);
const BORN: Held = ("date_of_birth", 1.0);

pub(crate) static AGENCIES: [Agency; 8] = [
    Agency {
        name: "wexmere_council",
        title: "Wexmere Council",
        prefix: "WX",
        kinds: &[Referrals, CareLeavers, Assessments, Outcomes, Voice],
        held: &[
            ("local_id", 1.0),
            FORENAME,
            SURNAME,
            BORN,
            ("sex", 1.0),
            ("postcode", 1.0),
            ("address_line", 1.0),
            ("upn", 0.9),
            ("nhs_number", 0.25),
            ("uln", 0.4),
        ],
        layout: Layout {
            wording: Wording::Plain,
            dates: DateForm::Iso,
            delimiter: b',',
            encoding: Encoding::Utf8,
            crlf: false,
        },
    },
    Agency {
        name: "hollowby_council",
        title: "Hollowby Borough Council",
        prefix: "HB",
        kinds: &[Referrals, CareLeavers, Assessments, Outcomes],
        held: &[
            ("local_id", 1.0),
            FORENAME,
            SURNAME,
            BORN,
            ("sex", 1.0),
            ("postcode", 1.0),
            ("address_line", 0.95),
            ("upn", 0.75),
        ],
        layout: Layout {
            wording: Wording::Office,
            dates: DateForm::Slashes,
            delimiter: b',',
            encoding: Encoding::Windows1252,
            crlf: true,
        },
    },
    Agency {
        name: "invercarrow_council",
        title: "Invercarrow Council",
        prefix: "IC",
        kinds: &[Referrals, CareLeavers, Assessments, Outcomes],
        held: &[
            ("local_id", 1.0),
            FORENAME,
            SURNAME,
            BORN,
            ("sex", 1.0),
            ("postcode", 1.0),
            ("address_line", 1.0),
            ("scn", 0.7),
            ("chi", 0.3),
        ],
        layout: Layout {
            wording: Wording::Given,
            dates: DateForm::Slashes,
            delimiter: b',',
            encoding: Encoding::Utf8,
            crlf: false,
        },
    },
    Agency {
        name: "carrowglen_hscp",
        title: "Carrowglen Health and Social Care Partnership",
        prefix: "CG",
        kinds: &[Assessments, Outcomes, Voice],
        held: &[
            FORENAME,
            SURNAME,
            BORN,
            ("sex", 1.0),
            ("postcode", 1.0),
            ("chi", 0.93),
            ("scn", 0.2),
        ],
        layout: Layout {
            wording: Wording::Given,
            dates: DateForm::ShortMonth,
            delimiter: b';',
            encoding: Encoding::Utf8,
            crlf: false,
        },
    },
    Agency {
        name: "cwmhedd_council",
        title: "Cyngor Cwmhedd Council",
        prefix: "CH",
        kinds: &[Referrals, CareLeavers, Assessments, Outcomes, Voice],
        held: &[
            ("local_id", 1.0),
            FORENAME,
            SURNAME,
            BORN,
            ("sex", 1.0),
            ("postcode", 1.0),
            ("address_line", 1.0),
            ("upn", 0.85),
            ("nhs_number", 0.2),
        ],
        layout: Layout {
            wording: Wording::Office,
            dates: DateForm::Slashes,
            delimiter: b',',
            encoding: Encoding::Utf8Marked,
            crlf: true,
        },
    },
    Agency {
        name: "wexhollow_health_trust",
        title: "Wexhollow Community Health Trust",
        prefix: "HT",
        kinds: &[Assessments],
        held: &[
            ("nhs_number", 0.96),
            FORENAME,
            SURNAME,
            BORN,
            ("sex", 1.0),
            ("postcode", 1.0),
            ("address_line", 0.9),
        ],
        layout: Layout {
            wording: Wording::Plain,
            dates: DateForm::ShortMonth,
            delimiter: b'\t',
            encoding: Encoding::Utf8,
            crlf: false,
        },
    },
    Agency {
        name: "lampwright_minds",
        title: "Lampwright Minds",
        prefix: "LM",
        kinds: &[Assessments, Outcomes, Voice],
        held: &[
            ("local_id", 1.0),
            FORENAME,
            SURNAME,
            ("date_of_birth", 0.96),
            ("sex", 0.9),
            ("postcode", 0.85),
        ],
        layout: Layout {
            wording: Wording::Given,
            dates: DateForm::Iso,
            delimiter: b',',
            encoding: Encoding::Utf8,
            crlf: false,
        },
    },
    Agency {
        name: "fernhollow_carers",
        title: "Fernhollow Carers",
        prefix: "FC",
        kinds: &[Outcomes, Voice],
        held: &[
            FORENAME,
            SURNAME,
            ("date_of_birth", 0.92),
            ("postcode", 0.9),
            ("address_line", 0.7),
        ],
        layout: Layout {
            wording: Wording::Office,
            dates: DateForm::Slashes,
            delimiter: b',',
            encoding: Encoding::Utf8,
            crlf: false,
        },
    },
];

const WEXMERE: usize = 0;
const HOLLOWBY: usize = 1;
const INVERCARROW: usize = 2;
const CARROWGLEN: usize = 3;
const CWMHEDD: usize = 4;
const TRUST: usize = 5;
const MINDS: usize = 6;
const CARERS: usize = 7;

/// Who does what in a locality, as places in [`AGENCIES`].
pub(crate) struct Locality {
    /// Takes referrals and keeps in touch with care leavers.
    pub(crate) council: usize,
    /// Scores development of under-fives.
    pub(crate) development: usize,
    /// Score wellbeing.
    pub(crate) wellbeing: usize,
    /// Agree personal outcomes with people; the second works with about a third of them.
    pub(crate) personal: [usize; 2],
    /// Writes down what people say, for each of those two.
    pub(crate) voice: [usize; 2],
    /// How many times as large as elsewhere change is here.
    pub(crate) effect: f64,
}

/// The localities, by number.
pub(crate) static LOCALITIES: [Locality; super::place::LOCALITIES] = [
    Locality {
        council: WEXMERE,
        development: TRUST,
        wellbeing: MINDS,
        personal: [WEXMERE, CARERS],
        voice: [WEXMERE, CARERS],
        effect: 1.2,
    },
    Locality {
        council: HOLLOWBY,
        development: TRUST,
        wellbeing: MINDS,
        personal: [HOLLOWBY, MINDS],
        voice: [CARERS, MINDS],
        effect: 1.0,
    },
    Locality {
        council: INVERCARROW,
        development: CARROWGLEN,
        wellbeing: CARROWGLEN,
        personal: [CARROWGLEN, INVERCARROW],
        voice: [CARROWGLEN, CARROWGLEN],
        effect: 0.9,
    },
    Locality {
        council: CWMHEDD,
        development: CWMHEDD,
        wellbeing: MINDS,
        personal: [CWMHEDD, CARERS],
        voice: [CWMHEDD, CARERS],
        effect: 0.8,
    },
];
