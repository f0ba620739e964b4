//! The fields of every kind, declared once.

use super::field::DisclosureRole::{
    Attribute, DirectIdentifier, QuasiIdentifier, Sensitive, Technical,
};
use super::field::FieldType::{Code, Date, Flag, Name, Names, Score, Text, Year};
use super::field::Need::{ColumnOrConstant, Derived, Generated, Needed};
use super::field::{Field, FieldType};

const fn code(list: &'static str) -> FieldType {
    Code { list }
}

pub(super) const RECORD_ID: Field = Field::new("record_id", "Record id", Text, Technical)
    .need_is(Generated)
    .also(&[
        "recid",
        "uniqueid",
        "id",
        "recordnumber",
        "recordno",
        "recordref",
        "rowid",
        "referralid",
        "assessmentid",
        "outcomeid",
        "voiceid",
        "contactid",
    ])
    .means("Unique within the input; made from line numbers when there is no such column.");

pub(super) const PARTNER: Field = Field::new("partner", "Partner", Text, Attribute)
    .need_is(ColumnOrConstant)
    .also(&[
        "agency",
        "partneragency",
        "organisation",
        "organization",
        "localauthority",
        "la",
        "laname",
        "authority",
        "provider",
        "site",
    ])
    .means("The agency that holds the record, a council or any other.");

pub(super) const REGISTER_PARTNER: Field = Field::new("partner", "Partner", Text, Attribute)
    .also(&[
        "agency",
        "partneragency",
        "organisation",
        "organization",
        "localauthority",
        "la",
        "laname",
        "authority",
        "provider",
        "site",
        "source",
        "sourcedataset",
    ])
    .means("The agency that holds the record; the input's name when there is no such column.");

pub(super) const IDENTIFIERS: [Field; 12] = [
    Field::new("forename", "Forename", Text, DirectIdentifier)
        .also(&[
            "forenames",
            "givenname",
            "givennames",
            "firstname",
            "firstnames",
            "fname",
            "christianname",
            "personforename",
            "childforename",
            "legalforename",
        ])
        .means("Given name or names."),
    Field::new("surname", "Surname", Text, DirectIdentifier)
        .also(&[
            "lastname",
            "familyname",
            "lname",
            "sname",
            "personsurname",
            "childsurname",
            "legalsurname",
        ])
        .means("Family name."),
    Field::new("date_of_birth", "Date of birth", Text, QuasiIdentifier)
        .also(&[
            "dob",
            "birthdate",
            "bdate",
            "datebirth",
            "personbirthdate",
            "childdob",
            "persondob",
        ])
        .means("Day of birth; checked when identifiers are standardised."),
    Field::new("sex", "Sex", code("sex"), QuasiIdentifier)
        .also(&["gender", "gendercurrent", "persongender"])
        .means("M, F or U; checked when identifiers are standardised."),
    Field::new("postcode", "Postcode", Text, QuasiIdentifier)
        .also(&[
            "postalcode",
            "homepostcode",
            "homepost",
            "currentpostcode",
            "pcode",
            "zip",
            "zipcode",
        ])
        .means("Postcode of the home address."),
    Field::new("address_line", "Address line", Text, DirectIdentifier)
        .also(&[
            "address",
            "address1",
            "addressline1",
            "addr1",
            "homeaddress",
            "streetaddress",
            "street",
        ])
        .means("First line of the home address."),
    Field::new("upn", "Unique Pupil Number", Text, DirectIdentifier)
        .also(&["uniquepupilnumber", "upnnumber", "pupilnumber"])
        .means("13 characters, England and Wales; unknown and temporary ones occur."),
    Field::new("nhs_number", "NHS number", Text, DirectIdentifier)
        .also(&["nhsno", "nhs", "nhsnum", "newnhsnumber"])
        .means("10 digits, England, Wales and the Isle of Man; Northern Ireland's too."),
    Field::new("chi", "CHI number", Text, DirectIdentifier)
        .also(&["chinumber", "chino", "communityhealthindex"])
        .means("Community Health Index number, Scotland: 10 digits."),
    Field::new("uln", "Unique Learner Number", Text, DirectIdentifier)
        .also(&["uniquelearnernumber", "ulnnumber"])
        .means("10 digits."),
    Field::new("scn", "Scottish Candidate Number", Text, DirectIdentifier)
        .also(&["scottishcandidatenumber", "scnnumber", "candidatenumber"])
        .means("Scotland's number for pupils and candidates."),
    Field::new("local_id", "Local id", Text, DirectIdentifier)
        .also(&[
            "child",
            "childid",
            "lachildid",
            "clientid",
            "clientref",
            "clientnumber",
            "personid",
            "personref",
            "personnumber",
            "caseid",
            "caseref",
            "casenumber",
            "pupilid",
            "mosaicid",
            "liquidlogicid",
        ])
        .means("The agency's own number for the person."),
];

pub(super) const REFERRALS: [Field; 7] = [
    Field::new("referral_date", "Referral date", Date, QuasiIdentifier)
        .need_is(Needed)
        .also(&[
            "dateofreferral",
            "cinreferraldate",
            "refdate",
            "datereferred",
        ])
        .means("Day the referral was received."),
    Field::new("source", "Source", code("source"), Attribute)
        .also(&[
            "referralsource",
            "sourceofreferral",
            "sourcecode",
            "referralsourcecode",
        ])
        .means("Who referred."),
    Field::new("service", "Service", code("service"), Attribute)
        .need_is(Needed)
        .also(&["servicetype", "referredto", "servicereferredto"])
        .means("Early Help or social care."),
    Field::new("outcome", "Outcome", code("outcome"), Sensitive)
        .also(&[
            "referraloutcome",
            "outcomeofreferral",
            "decision",
            "referraldecision",
        ])
        .means("What the referral led to; nfa is no further action."),
    Field::new("no_further_action", "No further action", Flag, Sensitive)
        .also(&["nfa", "referralnfa"])
        .means("Whether the referral ended there; worked out from the outcome when not given."),
    Field::new(
        "primary_need",
        "Primary need",
        code("primary_need"),
        Sensitive,
    )
    .also(&["primaryneedcode", "needcode", "categoryofneed"])
    .means("Main need; the coding rules favour codes high in the list."),
    Field::new("end_date", "End date", Date, QuasiIdentifier)
        .also(&[
            "closuredate",
            "cinclosuredate",
            "dateclosed",
            "datecaseclosed",
            "caseclosuredate",
            "serviceenddate",
        ])
        .means("Day the service ended or the case was closed."),
];

pub(super) const CARE_LEAVERS: [Field; 7] = [
    Field::new("contact_date", "Contact date", Date, QuasiIdentifier)
        .need_is(Needed)
        .also(&[
            "dateofcontact",
            "lastcontact",
            "lastcontactdate",
            "datelastcontact",
            "statusdate",
            "dateofstatus",
        ])
        .means("Day that the status is about."),
    Field::new("in_touch", "In touch", code("in_touch"), Sensitive)
        .also(&["intouchcode"])
        .means("Whether the authority is in touch with the care leaver."),
    Field::new("activity", "Activity", code("activity"), Sensitive)
        .also(&["activ", "activitycode", "mainactivity"])
        .means("Main education, employment or training."),
    Field::new("accommodation", "Accommodation", code("accommodation"), Sensitive)
        .also(&["accom", "accommodationcode", "accommodationtype"])
        .means("Where the care leaver lives."),
    Field::new("collection_year", "Collection year", Year, Attribute)
        .also(&["year", "returnyear", "reportingyear", "collection"])
        .means("Year of the return, named by the year it ends in; from the contact date when not given."),
    Field::new(
        "accommodation_suitable",
        "Suitable accommodation",
        Flag,
        Sensitive,
    )
    .need_is(Derived)
    .means("From the accommodation code's second character; empty when unknown."),
    Field::new("eet", "Education, employment or training", Text, Sensitive)
        .need_is(Derived)
        .means("eet, neet or unknown from the activity code; unknown is never counted as neet."),
];

pub(super) const ASSESSMENTS: [Field; 5] = [
    Field::new("instrument", "Instrument", Name, Attribute)
        .need_is(Needed)
        .also(&[
            "tool",
            "measure",
            "assessmenttool",
            "assessmenttype",
            "instrumentname",
        ])
        .means("The scale or questionnaire used."),
    Field::new("domain", "Domain", Name, Attribute)
        .also(&["subscale", "dimension", "area", "scale"])
        .means("The instrument's scale or area that was scored."),
    Field::new("score", "Score", Score, Sensitive)
        .need_is(Needed)
        .also(&["value", "result", "totalscore", "rawscore"])
        .means("The score in the instrument's own units."),
    Field::new("assessment_date", "Assessment date", Date, QuasiIdentifier)
        .need_is(Needed)
        .also(&[
            "date",
            "dateofassessment",
            "datecompleted",
            "completiondate",
            "datedone",
        ])
        .means("Day of the assessment."),
    Field::new("informant", "Informant", code("informant"), Attribute)
        .also(&[
            "respondent",
            "completedby",
            "rater",
            "reporter",
            "answeredby",
        ])
        .means("Who answered."),
];

pub(super) const OUTCOMES: [Field; 4] = [
    Field::new("instrument", "Instrument or category", Name, Attribute)
        .need_is(Needed)
        .also(&[
            "category",
            "outcomecategory",
            "personaloutcome",
            "outcome",
            "tool",
            "measure",
            "instrumentname",
        ])
        .means("The instrument, or the category of personal outcome."),
    Field::new("domain", "Domain", Name, Attribute)
        .also(&["subscale", "dimension", "area", "scale"])
        .means("The part of the instrument or category that was scored."),
    Field::new("score", "Score", Score, Sensitive)
        .need_is(Needed)
        .also(&["value", "rating", "result", "totalscore", "rawscore"])
        .means("The score in the instrument's own units."),
    Field::new("outcome_date", "Outcome date", Date, QuasiIdentifier)
        .need_is(Needed)
        .also(&[
            "date",
            "dateofoutcome",
            "reviewdate",
            "dateofreview",
            "datecompleted",
        ])
        .means("Day that the outcome was scored."),
];

pub(super) const VOICE: [Field; 6] = [
    Field::new("voice_date", "Date", Date, QuasiIdentifier)
        .need_is(Needed)
        .also(&[
            "date",
            "recordeddate",
            "daterecorded",
            "notedate",
            "dateofnote",
            "surveydate",
        ])
        .means("Day that it was said or written."),
    Field::new("kind", "Kind", code("voice_kind"), Attribute)
        .also(&["type", "voicekind", "recordtype", "voicetype", "method"])
        .means("How it was gathered."),
    Field::new("speaker", "Whose voice", code("speaker"), Attribute)
        .also(&["whosevoice", "voiceof", "saidby", "respondent", "voice"])
        .means("Who spoke."),
    Field::new("text", "Text", Text, Sensitive)
        .also(&[
            "comment",
            "comments",
            "note",
            "notes",
            "narrative",
            "verbatim",
            "response",
            "feedback",
            "quote",
        ])
        .means("What was said; may name people, and is never published without consent."),
    Field::new("themes", "Themes", Names, Sensitive)
        .also(&["theme", "themecodes", "themecode", "codes"])
        .means("Codes given to the text, parted by ; or |."),
    Field::new("consent_to_quote", "Consent to quote", Flag, Technical)
        .also(&["consent", "quoteconsent", "consentquote", "canquote"])
        .means("Whether the words may be quoted; empty is taken as no."),
];
