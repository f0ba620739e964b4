//! Every chapter's public behaviour, one file a chapter.

mod longitudinal;
mod voice;
