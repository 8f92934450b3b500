//! Colours as CSS writes them, made into `#rrggbb`.

/// The colours that HTML in clipboards names. The rest of CSS's 148 do not come up in documents.
const NAMED: [(&str, [u8; 3]); 36] = [
    ("black", [0, 0, 0]),
    ("silver", [192, 192, 192]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("white", [255, 255, 255]),
    ("maroon", [128, 0, 0]),
    ("red", [255, 0, 0]),
    ("purple", [128, 0, 128]),
    ("fuchsia", [255, 0, 255]),
    ("magenta", [255, 0, 255]),
    ("green", [0, 128, 0]),
    ("lime", [0, 255, 0]),
    ("olive", [128, 128, 0]),
    ("yellow", [255, 255, 0]),
    ("navy", [0, 0, 128]),
    ("blue", [0, 0, 255]),
    ("teal", [0, 128, 128]),
    ("aqua", [0, 255, 255]),
    ("cyan", [0, 255, 255]),
    ("orange", [255, 165, 0]),
    ("pink", [255, 192, 203]),
    ("brown", [165, 42, 42]),
    ("gold", [255, 215, 0]),
    ("crimson", [220, 20, 60]),
    ("indigo", [75, 0, 130]),
    ("violet", [238, 130, 238]),
    ("turquoise", [64, 224, 208]),
    ("salmon", [250, 128, 114]),
    ("darkblue", [0, 0, 139]),
    ("darkgreen", [0, 100, 0]),
    ("darkred", [139, 0, 0]),
    ("darkgray", [169, 169, 169]),
    ("darkcyan", [0, 139, 139]),
    ("darkmagenta", [139, 0, 139]),
    ("darkyellow", [128, 128, 0]),
    ("lightgray", [211, 211, 211]),
];

/// A colour that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

impl Color {
    /// Reads a colour; `None` for one that is transparent, the reader's own (`inherit`, `windowtext`), or nothing that we know.
    pub fn of(css: &str) -> Option<Self> {
        let css = css.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
        if let Some(digits) = css.strip_prefix('#') {
            return hex(digits);
        }
        if let Some(arguments) = css.strip_prefix("rgba(").or_else(|| css.strip_prefix("rgb(")) {
            return rgb(arguments.strip_suffix(')')?);
        }
        NAMED.iter().find(|(name, _)| *name == css).map(|(_, color)| Color(*color))
    }

    /// Whether it is what text, or the page below it, has anyway: nearly black or nearly white.
    pub fn is_plain(self) -> bool {
        let [most, least] =
            [self.0.iter().max(), self.0.iter().min()].map(|value| value.copied().unwrap_or(0));
        most - least < 24 && (most < 80 || least > 235)
    }

    /// As a document has it.
    pub fn to_hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

fn hex(digits: &str) -> Option<Color> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, a, b, c] = value.to_be_bytes();
    match digits.len() {
        6 => Some(Color([a, b, c])),
        3 => Some(Color([(value >> 8) as u8 * 17, (value >> 4 & 15) as u8 * 17, (value & 15) as u8 * 17])),
        8 if value & 255 > 0 => Some(Color([value.to_be_bytes()[0], a, b])),
        _ => None,
    }
}

fn rgb(arguments: &str) -> Option<Color> {
    let mut numbers = arguments.split([',', ' ', '/']).filter(|part| !part.is_empty());
    let mut channel = || {
        let part = numbers.next()?;
        let number = match part.strip_suffix('%') {
            Some(percent) => percent.parse::<f32>().ok()? * 2.55,
            None => part.parse().ok()?,
        };
        Some(number.clamp(0.0, 255.0).round() as u8)
    };
    let color = Color([channel()?, channel()?, channel()?]);
    let is_transparent = numbers
        .next()
        .is_some_and(|alpha| alpha.trim_end_matches('%').parse::<f32>().is_ok_and(|alpha| alpha == 0.0));
    (!is_transparent).then_some(color)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(css: &str) -> Option<String> {
        Color::of(css).map(Color::to_hex)
    }

    #[test]
    fn every_way_of_writing_a_colour_is_read() {
        for css in
            ["#FF0000", "#f00", "red", "rgb(255, 0, 0)", "rgb(255 0 0 / 50%)", "rgba(255,0,0,1)", "#ff0000ff"]
        {
            assert_eq!(read(css).as_deref(), Some("#ff0000"), "{css}");
        }
    }

    #[test]
    fn what_is_no_colour_of_the_text_is_none() {
        for css in [
            "transparent",
            "inherit",
            "windowtext",
            "rgba(0,0,0,0)",
            "#ff000000",
            "url(x)",
            "var(--x)",
            "#12",
            "#+12",
        ] {
            assert_eq!(read(css), None, "{css}");
        }
    }

    #[test]
    fn black_and_white_are_plain_and_colours_are_not() {
        assert!(
            ["#000", "#1f1f1f", "white", "#f8f9fa"]
                .iter()
                .all(|css| Color::of(css).is_some_and(Color::is_plain))
        );
        assert!(
            !["#c00000", "#7f7f7f", "#fff2cc", "navy"]
                .iter()
                .any(|css| Color::of(css).is_some_and(Color::is_plain))
        );
    }
}
