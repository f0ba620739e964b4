//! Jaro and Jaro–Winkler similarity.
//!
//! With `m` matching symbols (equal, and no further apart than half the longer string less one) and `t` half the
//! number of matched symbols that stand in another order, Jaro is `(m/|a| + m/|b| + (m - t)/m) / 3` (Jaro 1989).
//! Winkler (1990) adds `0.1 · l · (1 - jaro)` for a common prefix of `l ≤ 4` symbols when Jaro is above 0.7.

/// Longest string that the one-word bit-parallel path takes.
const WORD: usize = 64;

/// Reusable working memory for Jaro on bytes.
///
/// Use it in inner loops; [`jaro`] and [`jaro_winkler`] are for single calls and any symbol.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::Jaro;
///
/// let mut jaro = Jaro::default();
/// assert!((jaro.similarity(b"MARTHA", b"MARHTA") - 0.944_444_444_444_444_4).abs() < 1e-15);
/// ```
#[derive(Clone)]
pub struct Jaro {
    positions: Box<[u64; 256]>,
}

impl Default for Jaro {
    fn default() -> Self {
        Self {
            positions: Box::new([0; 256]),
        }
    }
}

impl Jaro {
    /// Jaro similarity of two byte strings, 0 to 1; 1 when both are empty, 0 when one is.
    pub fn similarity(&mut self, a: &[u8], b: &[u8]) -> f64 {
        if a.len() > WORD || b.len() > WORD {
            return jaro(a, b);
        }
        if a.is_empty() || b.is_empty() {
            return f64::from(a.len() == b.len());
        }
        for (i, &symbol) in a.iter().enumerate() {
            self.positions[symbol as usize] |= 1 << i;
        }
        let result = self.matched(a, b);
        for &symbol in a {
            self.positions[symbol as usize] = 0;
        }
        result
    }

    /// Jaro–Winkler similarity of two byte strings, 0 to 1.
    pub fn winkler(&mut self, a: &[u8], b: &[u8]) -> f64 {
        jaro_winkler_from_jaro(self.similarity(a, b), a, b)
    }

    fn matched(&self, a: &[u8], b: &[u8]) -> f64 {
        let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
        let (mut taken_a, mut taken_b) = (0u64, 0u64);
        for (j, &symbol) in b.iter().enumerate() {
            let free = self.positions[symbol as usize] & window(j, reach) & !taken_a;
            let lowest = free & free.wrapping_neg();
            taken_a |= lowest;
            taken_b |= u64::from(lowest != 0) << j;
        }
        let matches = taken_a.count_ones();
        if matches == 0 {
            return 0.0;
        }
        finish(
            matches,
            self.out_of_order(b, taken_a, taken_b),
            a.len(),
            b.len(),
        )
    }

    /// Matched symbols whose partner in order differs.
    fn out_of_order(&self, b: &[u8], mut taken_a: u64, mut taken_b: u64) -> u32 {
        let mut count = 0;
        while taken_b != 0 {
            let j = taken_b.trailing_zeros() as usize;
            let lowest = taken_a & taken_a.wrapping_neg();
            count += u32::from(self.positions[b[j] as usize] & lowest == 0);
            taken_a ^= lowest;
            taken_b &= taken_b - 1;
        }
        count
    }
}

/// Positions of `a` within `reach` of position `j`.
fn window(j: usize, reach: usize) -> u64 {
    let low = j.saturating_sub(reach);
    let high = (j + reach + 1).min(WORD);
    let below_high = if high == WORD {
        u64::MAX
    } else {
        (1 << high) - 1
    };
    if low >= WORD {
        0
    } else {
        below_high & (u64::MAX << low)
    }
}

fn finish(matches: u32, out_of_order: u32, len_a: usize, len_b: usize) -> f64 {
    let m = f64::from(matches);
    let transpositions = f64::from(out_of_order / 2);
    (m / len_a as f64 + m / len_b as f64 + (m - transpositions) / m) / 3.0
}

/// Jaro similarity of any symbols, 0 to 1; 1 when both are empty, 0 when one is.
pub fn jaro<T: Eq>(a: &[T], b: &[T]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return f64::from(a.len() == b.len());
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; a.len()];
    let mut matched_b = Vec::with_capacity(b.len().min(a.len()));
    for (j, symbol) in b.iter().enumerate() {
        let low = j.saturating_sub(reach);
        let high = (j + reach + 1).min(a.len());
        let free = (low..high).find(|&i| !taken[i] && a[i] == *symbol);
        if let Some(i) = free {
            taken[i] = true;
            matched_b.push(symbol);
        }
    }
    if matched_b.is_empty() {
        return 0.0;
    }
    let matched_a = a
        .iter()
        .zip(&taken)
        .filter(|(_, taken)| **taken)
        .map(|(symbol, _)| symbol);
    let out_of_order = matched_a.zip(&matched_b).filter(|(x, y)| x != *y).count();
    finish(
        matched_b.len() as u32,
        out_of_order as u32,
        a.len(),
        b.len(),
    )
}

/// Jaro–Winkler similarity of any symbols, 0 to 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::jaro_winkler;
///
/// assert!((jaro_winkler(b"DIXON", b"DICKSONX") - 0.813_333_333_333_333_4).abs() < 1e-15);
/// ```
pub fn jaro_winkler<T: Eq>(a: &[T], b: &[T]) -> f64 {
    jaro_winkler_from_jaro(jaro(a, b), a, b)
}

/// Winkler's prefix bonus on a Jaro similarity that is known already.
pub fn jaro_winkler_from_jaro<T: Eq>(jaro: f64, a: &[T], b: &[T]) -> f64 {
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}
