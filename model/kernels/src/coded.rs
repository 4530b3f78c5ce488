//! Reads matrices of small integers that are stored in a prefix code (Huffman, 1952).
//!
//! ```text
//! 128 bytes: lengths of the codes of -128…127, four bits each │ u16 bytes of each row │ rows │ eight zero bytes
//! ```
//!
//! Codes have at most 12 bits, are canonical (RFC 1951, 3.2.2), and are packed from the lowest bit; each row starts at a
//! byte. A row of zeros only has no bytes. Damaged data give `None` or other numbers, never a panic.

/// The most bits of a code.
const LONGEST: usize = 12;
/// Values that a code can have.
const VALUES: usize = 256;
/// Codes that are read from eight bytes: at most seven bits of those are used up before.
const AT_ONCE: usize = 4;
/// Rows that are read side by side, so that the processor does not wait for each code's length.
const ROWS: usize = 4;

/// What a code at the start of 12 bits stands for.
#[derive(Clone, Copy, Debug, Default)]
struct Code {
    value: i8,
    bits: u8,
}

/// A coded matrix.
#[derive(Debug)]
pub struct Coded<'a> {
    /// By the next 12 bits.
    codes: Box<[Code; 1 << LONGEST]>,
    columns: usize,
    /// Where each row starts in `stream`, and where the last one ends.
    starts: Vec<u32>,
    stream: &'a [u8],
}

impl<'a> Coded<'a> {
    /// Reads the codes and the places of the rows. `None` if the data are damaged or the columns no multiple of four.
    #[must_use]
    pub fn new(data: &'a [u8], rows: usize, columns: usize) -> Option<Self> {
        let (lengths, data) = data.split_first_chunk::<{ VALUES / 2 }>()?;
        let (sizes, stream) = data.split_at_checked(rows.checked_mul(2)?)?;
        let mut starts = Vec::with_capacity(rows + 1);
        let mut at = 0u32;
        starts.push(at);
        for size in sizes.as_chunks::<2>().0 {
            at = at.checked_add(u32::from(u16::from_le_bytes(*size)))?;
            starts.push(at);
        }
        let fits = stream.len().checked_sub(8)? == at as usize && columns.is_multiple_of(AT_ONCE);
        fits.then_some(Self { codes: codes(lengths)?, columns, starts, stream })
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Appends the numbers of a row to `out`; nothing for a row beyond the last one.
    pub fn row(&self, row: usize, out: &mut Vec<i8>) {
        let (Some(start), Some(end)) = (self.starts.get(row), self.starts.get(row + 1)) else { return };
        let from = out.len();
        out.resize(from + self.columns, 0);
        if start < end {
            let mut at = *start as usize * 8;
            // `from` is the former length, so the range lies within.
            for four in out.get_mut(from..).unwrap_or_default().as_chunks_mut().0 {
                self.four(&mut at, four);
            }
        }
    }

    /// All numbers, row by row.
    #[must_use]
    pub fn all(&self) -> Vec<i8> {
        let mut out = vec![0; self.rows() * self.columns];
        if self.columns == 0 {
            return out;
        }
        for (rows, starts) in out.chunks_mut(ROWS * self.columns).zip(self.starts.chunks(ROWS)) {
            let mut at = [0; ROWS];
            at.iter_mut().zip(starts).for_each(|(at, start)| *at = *start as usize * 8);
            let mut rows = rows.chunks_exact_mut(self.columns).map(|row| row.as_chunks_mut().0.iter_mut());
            if let (Some(a), Some(b), Some(c), Some(d)) = (rows.next(), rows.next(), rows.next(), rows.next()) {
                let [at_a, at_b, at_c, at_d] = &mut at;
                for (((a, b), c), d) in a.zip(b).zip(c).zip(d) {
                    self.four(at_a, a);
                    self.four(at_b, b);
                    self.four(at_c, c);
                    self.four(at_d, d);
                }
            }
        }
        // Rows without bytes, and those after the last four.
        let whole = self.rows() / ROWS * ROWS;
        let mut row = Vec::with_capacity(self.columns);
        for (i, (to, ends)) in out.chunks_exact_mut(self.columns).zip(self.starts.windows(2)).enumerate() {
            if i >= whole || ends.first() == ends.last() {
                row.clear();
                self.row(i, &mut row);
                to.copy_from_slice(&row);
            }
        }
        out
    }

    /// Reads four numbers from bit `at` on, and moves `at` behind them.
    #[inline(always)]
    fn four(&self, at: &mut usize, out: &mut [i8; AT_ONCE]) {
        let bytes = self.stream.get(*at / 8..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
        let mut bits = u64::from_le_bytes(bytes) >> (*at % 8);
        for out in out {
            let code = self.codes[bits as usize % (1 << LONGEST)];
            *out = code.value;
            bits >>= code.bits;
            *at += usize::from(code.bits);
        }
    }
}

/// The table of the codes with these lengths; `None` unless they are a complete code.
fn codes(lengths: &[u8; VALUES / 2]) -> Option<Box<[Code; 1 << LONGEST]>> {
    let lengths: Vec<u8> = lengths.iter().flat_map(|two| [two & 15, two >> 4]).collect();
    let mut codes = Box::new([Code::default(); 1 << LONGEST]);
    let mut next = 0;
    for bits in 1..=LONGEST {
        for (value, _) in lengths.iter().enumerate().filter(|(_, length)| usize::from(**length) == bits) {
            // The code at the top of 12 bits, in reverse.
            let first = (next as u16).reverse_bits() as usize >> (16 - LONGEST);
            let code = Code { value: (value as i32 - VALUES as i32 / 2) as i8, bits: bits as u8 };
            codes.iter_mut().skip(first).step_by(1 << bits).for_each(|place| *place = code);
            next += 1usize << (LONGEST - bits);
        }
    }
    (next == 1 << LONGEST && lengths.iter().all(|length| usize::from(*length) <= LONGEST)).then_some(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes rows with these lengths of codes.
    fn encode(lengths: &[u8; VALUES], rows: &[Vec<i8>]) -> Vec<u8> {
        let (mut words, mut next) = (vec![(0u32, 0u8); VALUES], 0u32);
        for bits in 1..=LONGEST as u8 {
            for value in (0..VALUES).filter(|value| lengths[*value] == bits) {
                words[value] = (next >> (LONGEST as u8 - bits), bits);
                next += 1 << (LONGEST as u8 - bits);
            }
        }
        let mut out: Vec<u8> = lengths.as_chunks::<2>().0.iter().map(|[low, high]| low | high << 4).collect();
        let mut stream = Vec::new();
        for row in rows {
            let mut bits = Vec::new();
            for value in row.iter().filter(|_| row.iter().any(|v| *v != 0)) {
                let (code, length) = words[(i32::from(*value) + 128) as usize];
                bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
            }
            let bytes: Vec<u8> =
                bits.chunks(8).map(|b| b.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect();
            out.extend((bytes.len() as u16).to_le_bytes());
            stream.extend(bytes);
        }
        stream.extend([0; 8]);
        out.extend(stream);
        out
    }

    /// Lengths of a complete code: short for small values, 12 bits for the last of `of`.
    fn lengths(of: &[i8]) -> [u8; VALUES] {
        let mut lengths = [0; VALUES];
        for (i, value) in of.iter().enumerate() {
            lengths[(i32::from(*value) + 128) as usize] = (i + 1).min(of.len() - 1) as u8;
        }
        lengths
    }

    proptest::proptest! {
        #[test]
        fn rows_come_back(rows in proptest::collection::vec(proptest::collection::vec(-6i8..=6, 24), 0..14)) {
            let lengths = lengths(&[0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6]);
            let data = encode(&lengths, &rows);
            let coded = Coded::new(&data, rows.len(), 24).unwrap();
            proptest::prop_assert_eq!(coded.all(), rows.concat());
            for (i, row) in rows.iter().enumerate() {
                let mut out = vec![7];
                coded.row(i, &mut out);
                proptest::prop_assert_eq!(&out[1..], &row[..]);
            }
            let mut none = Vec::new();
            coded.row(rows.len(), &mut none);
            proptest::prop_assert_eq!(none, Vec::<i8>::new());
        }

        #[test]
        fn damaged_data_do_no_harm(data in proptest::collection::vec(0u8.., 0..400), rows in 0usize..8) {
            if let Some(coded) = Coded::new(&data, rows, 16) {
                proptest::prop_assert_eq!(coded.all().len(), rows * 16);
            }
        }

        #[test]
        fn damaged_rows_do_no_harm(stream in proptest::collection::vec(0u8.., 8..60), size in 0u16..60) {
            let mut data = encode(&lengths(&[0, 1, -1, 2]), &[]);
            data.truncate(VALUES / 2);
            data.extend(size.to_le_bytes());
            let fits = stream.len() == usize::from(size) + 8;
            data.extend(stream);
            let coded = Coded::new(&data, 1, 400);
            proptest::prop_assert_eq!(coded.is_some(), fits);
            proptest::prop_assert!(coded.is_none_or(|coded| coded.all().len() == 400));
        }
    }

    #[test]
    fn an_incomplete_code_is_refused() {
        let mut short = lengths(&[0, 1, -1, 2]);
        short[128] = 2;
        assert!(Coded::new(&encode(&short, &[]), 0, 4).is_none());
        let mut long = lengths(&[0, 1, -1, 2]);
        long[0] = 13;
        assert!(Coded::new(&encode(&long, &[]), 0, 4).is_none());
    }
}
