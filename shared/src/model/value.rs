//! The values of attributes: what of a foreign value is taken, and its one spelling.
//!
//! Whatever becomes a style of the page goes through here first, so that no value can say more than its kind.

use super::Attributes;
use super::schema::{BACKGROUND, COLOR, FONT, SIZE};
use serde_json::Value;

/// The sizes of text that can be written, in points.
pub const SIZES: std::ops::RangeInclusive<f32> = 1.0..=400.0;
/// The distances of lines, as multiples of the size.
pub const LINE_HEIGHTS: std::ops::RangeInclusive<f32> = 0.5..=6.0;
/// The space above or below a paragraph, in points.
pub const SPACES: std::ops::RangeInclusive<f32> = 0.0..=600.0;

/// A colour as `#rrggbb`, from what CSS, Word and Quill write. `None` for what is no colour, and for one that cannot
/// be seen.
pub fn color(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        return match digits.len() {
            3 | 4 => Some(digits.chars().take(3).fold("#".to_owned(), |hex, digit| {
                let twice = [digit, digit];
                hex + &twice.iter().collect::<String>()
            })),
            6 | 8 => Some(format!("#{}", &digits[..6])),
            _ => None,
        };
    }
    if let Some(inner) = text.strip_prefix("rgb").and_then(|rest| rest.strip_suffix(')')) {
        let (_, inner) = inner.split_once('(')?;
        return rgb(inner);
    }
    let mut words = NAMED.split_ascii_whitespace();
    while let (Some(name), Some(hex)) = (words.next(), words.next()) {
        if name == text {
            return Some(format!("#{hex}"));
        }
    }
    None
}

fn rgb(inner: &str) -> Option<String> {
    let parts: Vec<&str> =
        inner.split([',', '/', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if !(3..=4).contains(&parts.len()) {
        return None;
    }
    let number = |part: &str, whole: f32| match part.strip_suffix('%') {
        Some(percent) => percent.parse::<f32>().ok().map(|percent| percent / 100.0 * whole),
        None => part.parse::<f32>().ok(),
    };
    if let Some(alpha) = parts.get(3)
        && number(alpha, 1.0)? <= 0.0
    {
        return None;
    }
    let mut hex = String::from("#");
    for part in &parts[..3] {
        let channel = number(part, 255.0).filter(|channel| channel.is_finite())?;
        hex.push_str(&format!("{:02x}", channel.round().clamp(0.0, 255.0) as u8));
    }
    Some(hex)
}

/// A size of text in points, from a CSS length (`pt`, `px`, `pc`, `in`, `cm`, `mm`), a bare number of pixels, or one of
/// the names that Quill and CSS have. `None` for what depends on its surroundings.
pub fn points(text: &str) -> Option<f32> {
    let text = text.trim().to_ascii_lowercase();
    let named = match text.as_str() {
        "xx-small" => Some(7.0),
        "x-small" => Some(7.5),
        "small" => Some(10.0),
        "medium" => Some(12.0),
        "large" => Some(18.0),
        "x-large" => Some(24.0),
        "huge" | "xx-large" => Some(30.0),
        _ => None,
    };
    if named.is_some() {
        return named;
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let number: f32 = text[..end].parse().ok()?;
    let factor = match text[end..].trim() {
        "pt" => 1.0,
        "px" | "" => 0.75,
        "pc" => 12.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        _ => return None,
    };
    Some(rounded(number * factor)).filter(|size| SIZES.contains(size))
}

/// To the half of a tenth: what a ruler shows, and no more digits than it.
fn rounded(value: f32) -> f32 {
    (value * 20.0).round() / 20.0
}

/// The value of [`SIZE`] for a size in points.
pub fn size(points: f32) -> Option<String> {
    SIZES.contains(&points).then(|| format!("{}pt", rounded(points)))
}

/// A font family's name, the first of a list of them. `None` for what cannot be a name.
pub fn font(text: &str) -> Option<String> {
    let first = text.split(',').next().unwrap_or_default();
    let name = first.trim().trim_matches(['"', '\'']).trim();
    let is_named = !name.is_empty()
        && name.chars().count() <= 64
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '+' | '&'));
    let is_generic = ["inherit", "initial", "unset", "revert", "revert-layer"].contains(&name);
    (is_named && !is_generic).then(|| name.to_owned())
}

/// A number within bounds, rounded as [`points`] are.
pub fn number(value: &Value, bounds: std::ops::RangeInclusive<f32>) -> Option<f32> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok()?,
        value => value.as_f64()? as f32,
    };
    Some(rounded(number)).filter(|number| number.is_finite() && bounds.contains(number))
}

/// A number as JSON, whole where it is.
pub fn json(number: f32) -> Value {
    let number = f64::from(rounded(number));
    let spelled = (number * 100.0).round() / 100.0;
    if spelled.fract() == 0.0 { Value::from(spelled as i64) } else { Value::from(spelled) }
}

/// Inline attributes with the values that are known spelled in their one way, and those dropped that are none.
pub fn normalized(attributes: Attributes) -> Attributes {
    let spell = |name: &str, text: &str| match name {
        COLOR | BACKGROUND => color(text),
        SIZE => points(text).and_then(size),
        FONT => font(text),
        _ => None,
    };
    [COLOR, BACKGROUND, SIZE, FONT].into_iter().fold(attributes, |attributes, name| {
        match attributes.text(name).map(|text| spell(name, text)) {
            Some(Some(value)) => attributes.with(name, value),
            Some(None) => attributes.without(name),
            None => attributes,
        }
    })
}

/// The colours that CSS has names for.
const NAMED: &str = "\
    aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 \
    black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 \
    cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc \
    crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 \
    darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f \
    darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f \
    darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 \
    deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 \
    floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 \
    goldenrod daa520 gray 808080 grey 808080 green 008000 greenyellow adff2f honeydew f0fff0 hotpink ff69b4 \
    indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 \
    lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff \
    lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 \
    lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899 \
    lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff \
    maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db \
    mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc \
    mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 \
    navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 \
    orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee \
    palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd \
    powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 \
    saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d \
    silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa \
    springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 \
    turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 \
    yellowgreen 9acd32";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_one_spelling() {
        for (given, taken) in [
            ("#F0a", "#ff00aa"),
            ("#FF00AA", "#ff00aa"),
            ("#ff00aa80", "#ff00aa"),
            ("rgb(255, 0, 170)", "#ff00aa"),
            ("rgba(255,0,170,.5)", "#ff00aa"),
            ("rgb(100% 0% 66.7% / 50%)", "#ff00aa"),
            (" Red ", "#ff0000"),
            ("yellowgreen", "#9acd32"),
        ] {
            assert_eq!(color(given).as_deref(), Some(taken), "{given}");
        }
    }

    #[test]
    fn what_is_no_colour_is_not_taken() {
        for given in
            ["", "transparent", "inherit", "rgba(0,0,0,0)", "#12", "#gggggg", "red;x:y", "url(a)", "#é12"]
        {
            assert_eq!(color(given), None, "{given}");
        }
    }

    #[test]
    fn sizes_are_points() {
        assert_eq!(points("12pt"), Some(12.0));
        assert_eq!(points("16px"), Some(12.0));
        assert_eq!(points("1in"), Some(72.0));
        assert_eq!(points("large"), Some(18.0));
        assert_eq!(points("1.5em"), None);
        assert_eq!(points("0pt"), None);
        assert_eq!(points("9999pt"), None);
        assert_eq!(size(10.5).as_deref(), Some("10.5pt"));
        assert_eq!(size(12.0).as_deref(), Some("12pt"));
    }

    #[test]
    fn a_font_is_a_name_and_nothing_else() {
        assert_eq!(font("\"Times New Roman\", serif").as_deref(), Some("Times New Roman"));
        assert_eq!(font("Noto Sans CJK 日本").as_deref(), Some("Noto Sans CJK 日本"));
        assert_eq!(font("x';color:red"), None);
        assert_eq!(font("inherit"), None);
    }

    #[test]
    fn attributes_keep_what_is_not_known() {
        let given: Attributes = [("color", "RED"), ("size", "2em"), ("comment:1", "x")].into_iter().collect();
        let taken: Attributes = [("color", "#ff0000"), ("comment:1", "x")].into_iter().collect();
        assert_eq!(normalized(given), taken);
    }
}
