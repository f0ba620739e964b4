//! The rules of the letters that sound in more than one way, in alphabetical order (Philips 2000).

use super::Coder;

impl Coder {
    pub(super) fn c(&mut self) -> usize {
        if self.here(&["CHIA"]) || self.germanic_ach() {
            self.say("K", 2)
        } else if self.first() && self.here(&["CAESAR"]) {
            self.say("S", 2)
        } else if self.here(&["CH"]) {
            self.ch()
        } else if self.here(&["CZ"]) && !self.is(-2, &["WI"]) {
            self.say_or("S", "X", 2)
        } else if self.is(1, &["CIA"]) {
            self.say("X", 3)
        } else if self.here(&["CC"]) && !(self.at == 1 && self.starts(&["M"])) {
            self.cc()
        } else if self.here(&["CK", "CG", "CQ"]) {
            self.say("K", 2)
        } else if self.here(&["CIO", "CIE", "CIA"]) {
            self.say_or("S", "X", 2)
        } else if self.here(&["CI", "CE", "CY"]) {
            self.say("S", 2)
        } else if self.is(1, &[" C", " Q", " G"]) {
            self.say("K", 3)
        } else {
            let doubled = self.is(1, &["C", "K", "Q"]) && !self.is(1, &["CE", "CI"]);
            self.say("K", 1 + usize::from(doubled))
        }
    }

    /// *ach* after a consonant, as in Bacher, but not before I or E elsewhere.
    fn germanic_ach(&self) -> bool {
        let soft = self.is(2, &["I", "E"]) && !self.is(-2, &["BACHER", "MACHER"]);
        self.at > 1 && !self.vowel(-2) && self.is(-1, &["ACH"]) && !soft
    }

    fn ch(&mut self) -> usize {
        if !self.first() && self.here(&["CHAE"]) {
            return self.say_or("K", "X", 2);
        }
        if self.greek_start() || self.hard_ch() {
            return self.say("K", 2);
        }
        match (self.first(), self.starts(&["MC"])) {
            (true, _) => self.say("X", 2),
            (false, true) => self.say("K", 2),
            (false, false) => self.say_or("X", "K", 2),
        }
    }

    fn greek_start(&self) -> bool {
        let greek = ["CHARAC", "CHARIS", "CHOR", "CHYM", "CHIA", "CHEM"];
        self.first() && self.here(&greek) && !self.here(&["CHORE"])
    }

    fn hard_ch(&self) -> bool {
        let before = self.first() || self.is(-1, &["A", "O", "U", "E"]);
        let after = self.last(1) || self.is(2, &["L", "R", "N", "M", "B", "H", "F", "V", "W", " "]);
        self.germanic_start()
            || self.is(-2, &["ORCHES", "ARCHIT", "ORCHID"])
            || self.is(2, &["T", "S"])
            || (before && after)
    }

    fn cc(&mut self) -> usize {
        if !self.is(2, &["I", "E", "H"]) || self.is(2, &["HU"]) {
            self.say("K", 2)
        } else if (self.at == 1 && self.is(-1, &["A"])) || self.is(-1, &["UCCEE", "UCCES"]) {
            self.say("KS", 3)
        } else {
            self.say("X", 3)
        }
    }

    pub(super) fn d(&mut self) -> usize {
        if self.here(&["DGI", "DGE", "DGY"]) {
            self.say("J", 3)
        } else if self.here(&["DG"]) {
            self.say("TK", 2)
        } else {
            self.say_once("T", &["T", "D"])
        }
    }

    pub(super) fn g(&mut self) -> usize {
        if self.here(&["GH"]) {
            self.gh()
        } else if self.here(&["GN"]) {
            self.gn()
        } else if self.here(&["GLI"]) && !self.slavo_germanic {
            self.say_or("KL", "L", 2)
        } else if self.soft_start() || self.soft_er() {
            self.say_or("K", "J", 2)
        } else if self.is(1, &["E", "I", "Y"]) || self.is(-1, &["AGGI", "OGGI"]) {
            self.soft_g()
        } else {
            self.say_once("K", &["G"])
        }
    }

    fn gh(&mut self) -> usize {
        if self.first() {
            let sound = if self.is(2, &["I"]) { "J" } else { "K" };
            return self.say(sound, 2);
        }
        if !self.vowel(-1) {
            return self.say("K", 2);
        }
        let silent = (self.at > 1 && self.is(-2, &["B", "H", "D"]))
            || (self.at > 2 && self.is(-3, &["B", "H", "D"]))
            || (self.at > 3 && self.is(-4, &["B", "H"]));
        if silent {
            2
        } else if self.is(-1, &["U"]) && self.is(-3, &["C", "G", "L", "R", "T"]) {
            self.say("F", 2)
        } else if self.is(-1, &["I"]) {
            2
        } else {
            self.say("K", 2)
        }
    }

    fn gn(&mut self) -> usize {
        if self.at == 1 && self.vowel(-1) && !self.slavo_germanic {
            self.say_or("KN", "N", 2)
        } else if !self.is(2, &["EY"]) && !self.slavo_germanic {
            self.say_or("N", "KN", 2)
        } else {
            self.say("KN", 2)
        }
    }

    /// A first G that some soften, as in Gebhardt.
    fn soft_start(&self) -> bool {
        let soft = [
            "Y", "ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER",
        ];
        self.first() && self.is(1, &soft)
    }

    /// *-ger-* or *-gy-* that some soften.
    fn soft_er(&self) -> bool {
        self.is(1, &["ER", "Y"])
            && !self.starts(&["DANGER", "RANGER", "MANGER"])
            && !self.is(-1, &["E", "I", "RGY", "OGY"])
    }

    fn soft_g(&mut self) -> usize {
        if self.germanic_start() || self.is(1, &["ET"]) {
            self.say("K", 2)
        } else if self.is(1, &["IER"]) {
            self.say("J", 2)
        } else {
            self.say_or("J", "K", 2)
        }
    }

    pub(super) fn h(&mut self) -> usize {
        if (self.first() || self.vowel(-1)) && self.vowel(1) {
            self.say("H", 2)
        } else {
            1
        }
    }

    pub(super) fn j(&mut self) -> usize {
        if self.here(&["JOSE"]) || self.starts(&["SAN "]) {
            let word = self.first() && (self.is(4, &[" "]) || self.letters.len() == 4);
            let alternate = "H";
            let primary = if word || self.starts(&["SAN "]) {
                "H"
            } else {
                "J"
            };
            return self.say_or(primary, alternate, 1);
        }
        let step = 1 + usize::from(self.is(1, &["J"]));
        if self.first() {
            self.say_or("J", "A", step)
        } else if self.vowel(-1) && !self.slavo_germanic && self.is(1, &["A", "O"]) {
            self.say_or("J", "H", step)
        } else if self.last(0) {
            self.say_or("J", "", step)
        } else if self.is(1, &["L", "T", "K", "S", "N", "M", "B", "Z"])
            || self.is(-1, &["S", "K", "L"])
        {
            step
        } else {
            self.say("J", step)
        }
    }

    pub(super) fn l(&mut self) -> usize {
        if !self.here(&["LL"]) {
            return self.say("L", 1);
        }
        let alternate = if self.spanish_ll() { "" } else { "L" };
        self.say_or("L", alternate, 2)
    }

    /// *-illo*, *-illa*, *-alle*, or *-alle-* in a word that ends in *as*, *os*, *a* or *o*.
    fn spanish_ll(&self) -> bool {
        let ends = ["AS", "OS", "A", "O"];
        let ending = ends
            .iter()
            .any(|end| self.letters.ends_with(end.as_bytes()));
        (self.last(2) && self.is(-1, &["ILLO", "ILLA", "ALLE"]))
            || (ending && self.is(-1, &["ALLE"]))
    }

    pub(super) fn m(&mut self) -> usize {
        let dumb = self.is(-1, &["UMB"]) && (self.last(1) || self.is(2, &["ER"]));
        self.say("M", 1 + usize::from(dumb || self.is(1, &["M"])))
    }

    pub(super) fn r(&mut self) -> usize {
        let french = self.last(0)
            && !self.slavo_germanic
            && self.is(-2, &["IE"])
            && !self.is(-4, &["ME", "MA"]);
        let step = 1 + usize::from(self.is(1, &["R"]));
        self.say_or(if french { "" } else { "R" }, "R", step)
    }

    pub(super) fn s(&mut self) -> usize {
        if self.is(-1, &["ISL", "YSL"]) {
            1
        } else if self.first() && self.here(&["SUGAR"]) {
            self.say_or("X", "S", 1)
        } else if self.here(&["SH"]) {
            let germanic = self.is(1, &["HEIM", "HOEK", "HOLM", "HOLZ"]);
            self.say(if germanic { "S" } else { "X" }, 2)
        } else if self.here(&["SIO", "SIA"]) {
            let alternate = if self.slavo_germanic { "S" } else { "X" };
            self.say_or("S", alternate, 3)
        } else if self.here(&["SZ"]) {
            self.say_or("S", "X", 2)
        } else if self.first() && self.is(1, &["M", "N", "L", "W"]) {
            self.say_or("S", "X", 1)
        } else if self.here(&["SC"]) {
            self.sc()
        } else {
            let french = self.last(0) && self.is(-2, &["AI", "OI"]);
            let step = 1 + usize::from(self.is(1, &["S"]));
            self.say_or(if french { "" } else { "S" }, "S", step)
        }
    }

    fn sc(&mut self) -> usize {
        if self.is(2, &["H"]) {
            self.sch()
        } else if self.is(2, &["I", "E", "Y"]) {
            self.say("S", 3)
        } else {
            self.say("SK", 3)
        }
    }

    fn sch(&mut self) -> usize {
        if self.is(3, &["ER", "EN"]) {
            self.say_or("X", "SK", 3)
        } else if self.is(3, &["OO", "UY", "ED", "EM"]) {
            self.say("SK", 3)
        } else if self.first() && !self.vowel(3) && !self.is(3, &["W"]) {
            self.say_or("X", "S", 3)
        } else {
            self.say("X", 3)
        }
    }

    pub(super) fn t(&mut self) -> usize {
        if self.here(&["TION", "TIA", "TCH"]) {
            self.say("X", 3)
        } else if self.here(&["TH", "TTH"]) {
            if self.is(2, &["OM", "AM"]) || self.germanic_start() {
                self.say("T", 2)
            } else {
                self.say_or("0", "T", 2)
            }
        } else {
            self.say_once("T", &["T", "D"])
        }
    }

    pub(super) fn w(&mut self) -> usize {
        if self.here(&["WR"]) {
            self.say("R", 2)
        } else if self.first() && self.vowel(1) {
            self.say_or("A", "F", 1)
        } else if self.first() && self.is(1, &["H"]) {
            self.say("A", 1)
        } else if (self.last(0) && self.vowel(-1))
            || self.is(-1, &["EWSKI", "EWSKY", "OWSKI", "OWSKY"])
            || self.starts(&["SCH"])
        {
            self.say_or("", "F", 1)
        } else if self.here(&["WICZ", "WITZ"]) {
            self.say_or("TS", "FX", 4)
        } else {
            1
        }
    }

    pub(super) fn x(&mut self) -> usize {
        if self.first() {
            return self.say("S", 1);
        }
        let french = self.last(0) && self.is(-2, &["AU", "OU"]); // also -iau, -eau
        let step = 1 + usize::from(self.is(1, &["C", "X"]));
        self.say(if french { "" } else { "KS" }, step)
    }

    pub(super) fn z(&mut self) -> usize {
        if self.is(1, &["H"]) {
            return self.say("J", 2);
        }
        let slavic = self.slavo_germanic && !self.first() && !self.is(-1, &["T"]);
        let affricate = slavic || self.is(1, &["ZO", "ZI", "ZA"]);
        let step = 1 + usize::from(self.is(1, &["Z"]));
        self.say_or("S", if affricate { "TS" } else { "S" }, step)
    }
}
