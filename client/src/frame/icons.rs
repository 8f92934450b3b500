//! The icons of the frame: outlines on a 24 by 24 grid, drawn with the colour of the text around them.
//!
//! The shapes are Lucide's (ISC licence, `assets/licenses/lucide.txt`), and only those that are used. An icon says
//! nothing by itself: the control that holds it has the name.

use leptos::prelude::*;

/// The icons there are, named by what they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Back,
    Bell,
    Bold,
    BulletList,
    Check,
    CheckList,
    Close,
    CloudCheck,
    CloudOff,
    CloudUpload,
    Document,
    Down,
    Fold,
    Indent,
    Italic,
    Link,
    Moon,
    OrderedList,
    Outdent,
    Outline,
    Pin,
    Plus,
    Redo,
    Remove,
    Search,
    Send,
    Share,
    Strike,
    Sun,
    System,
    Underline,
    Undo,
    Up,
    Warning,
    AlignCenter,
    AlignJustify,
    AlignLeft,
    AlignRight,
    ClearFormat,
    Contents,
    Copy,
    Chevron,
    Edit,
    Eye,
    Highlight,
    Locate,
    Minus,
    More,
    PageBreak,
    Painter,
    Spacing,
    TextColor,
    Unlink,
    Case,
    Code,
    Commands,
    Focus,
    Heading,
    Keyboard,
    LeftToRight,
    Paragraph,
    Quote,
    RightToLeft,
    Subscript,
    Superscript,
    Type,
    Unfocus,
}

impl Icon {
    fn shapes(self) -> &'static str {
        match self {
            Icon::Back => r#"<path d="m12 19-7-7 7-7"/><path d="M19 12H5"/>"#,
            Icon::Bell => concat!(
                r#"<path d="M10.268 21a2 2 0 0 0 3.464 0"/>"#,
                r#"<path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"/>"#,
            ),
            Icon::Bold => {
                r#"<path d="M6 12h9a4 4 0 0 1 0 8H7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h7a4 4 0 0 1 0 8"/>"#
            }
            Icon::BulletList => concat!(
                r#"<path d="M3 5h.01"/>"#,
                r#"<path d="M3 12h.01"/>"#,
                r#"<path d="M3 19h.01"/>"#,
                r#"<path d="M8 5h13"/>"#,
                r#"<path d="M8 12h13"/>"#,
                r#"<path d="M8 19h13"/>"#,
            ),
            Icon::Check => r#"<path d="M20 6 9 17l-5-5"/>"#,
            Icon::CheckList => concat!(
                r#"<path d="M13 5h8"/>"#,
                r#"<path d="M13 12h8"/>"#,
                r#"<path d="M13 19h8"/>"#,
                r#"<path d="m3 17 2 2 4-4"/>"#,
                r#"<rect x="3" y="4" width="6" height="6" rx="1"/>"#,
            ),
            Icon::Close => r#"<path d="M18 6 6 18"/><path d="m6 6 12 12"/>"#,
            Icon::CloudCheck => concat!(
                r#"<path d="m17 15-5.5 5.5L9 18"/>"#,
                r#"<path d="M5.516 16.07A7 7 0 1 1 15.71 8h1.79a4.5 4.5 0 0 1 3.501 7.327"/>"#,
            ),
            Icon::CloudOff => concat!(
                r#"<path d="M10.94 5.274A7 7 0 0 1 15.71 10h1.79a4.5 4.5 0 0 1 4.222 6.057"/>"#,
                r#"<path d="M18.796 18.81A4.5 4.5 0 0 1 17.5 19H9A7 7 0 0 1 5.79 5.78"/>"#,
                r#"<path d="m2 2 20 20"/>"#,
            ),
            Icon::CloudUpload => concat!(
                r#"<path d="M12 13v8"/>"#,
                r#"<path d="M4 14.899A7 7 0 1 1 15.71 8h1.79a4.5 4.5 0 0 1 2.5 8.242"/>"#,
                r#"<path d="m8 17 4-4 4 4"/>"#,
            ),
            Icon::Document => concat!(
                r#"<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z"/>"#,
                r#"<path d="M14 2v5a1 1 0 0 0 1 1h5"/>"#,
                r#"<path d="M10 9H8"/>"#,
                r#"<path d="M16 13H8"/>"#,
                r#"<path d="M16 17H8"/>"#,
            ),
            Icon::Down => r#"<path d="M12 5v14"/><path d="m19 12-7 7-7-7"/>"#,
            Icon::Fold => r#"<path d="m9 18 6-6-6-6"/>"#,
            Icon::Indent => concat!(
                r#"<path d="M21 5H11"/>"#,
                r#"<path d="M21 12H11"/>"#,
                r#"<path d="M21 19H11"/>"#,
                r#"<path d="m3 8 4 4-4 4"/>"#,
            ),
            Icon::Italic => concat!(
                r#"<line x1="19" x2="10" y1="4" y2="4"/>"#,
                r#"<line x1="14" x2="5" y1="20" y2="20"/>"#,
                r#"<line x1="15" x2="9" y1="4" y2="20"/>"#,
            ),
            Icon::Link => concat!(
                r#"<path d="M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71"/>"#,
                r#"<path d="M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71"/>"#,
            ),
            Icon::Moon => {
                r#"<path d="M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401"/>"#
            }
            Icon::OrderedList => concat!(
                r#"<path d="M11 5h10"/>"#,
                r#"<path d="M11 12h10"/>"#,
                r#"<path d="M11 19h10"/>"#,
                r#"<path d="M4 4h1v5"/>"#,
                r#"<path d="M4 9h2"/>"#,
                r#"<path d="M6.5 20H3.4c0-1 2.6-1.925 2.6-3.5a1.5 1.5 0 0 0-2.6-1.02"/>"#,
            ),
            Icon::Outdent => concat!(
                r#"<path d="M21 5H11"/>"#,
                r#"<path d="M21 12H11"/>"#,
                r#"<path d="M21 19H11"/>"#,
                r#"<path d="m7 8-4 4 4 4"/>"#,
            ),
            Icon::Outline => concat!(
                r#"<path d="M8 5h13"/>"#,
                r#"<path d="M13 12h8"/>"#,
                r#"<path d="M13 19h8"/>"#,
                r#"<path d="M3 10a2 2 0 0 0 2 2h3"/>"#,
                r#"<path d="M3 5v12a2 2 0 0 0 2 2h3"/>"#,
            ),
            Icon::Pin => concat!(
                r#"<path d="M12 17v5"/>"#,
                r#"<path d="M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z"/>"#,
            ),
            Icon::Plus => r#"<path d="M5 12h14"/><path d="M12 5v14"/>"#,
            Icon::Redo => concat!(
                r#"<path d="m15 14 5-5-5-5"/>"#,
                r#"<path d="M20 9H9.5A5.5 5.5 0 0 0 4 14.5A5.5 5.5 0 0 0 9.5 20H13"/>"#,
            ),
            Icon::Remove => concat!(
                r#"<path d="M3 6h18"/>"#,
                r#"<path d="M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6"/>"#,
                r#"<path d="M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"/>"#,
            ),
            Icon::Search => r#"<circle cx="11" cy="11" r="8"/><path d="m21 21-4.3-4.3"/>"#,
            Icon::Send => concat!(
                r#"<circle cx="18" cy="5" r="3"/>"#,
                r#"<circle cx="6" cy="12" r="3"/>"#,
                r#"<circle cx="18" cy="19" r="3"/>"#,
                r#"<line x1="8.59" x2="15.42" y1="13.51" y2="17.49"/>"#,
                r#"<line x1="15.41" x2="8.59" y1="6.51" y2="10.49"/>"#,
            ),
            Icon::Share => concat!(
                r#"<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/>"#,
                r#"<circle cx="9" cy="7" r="4"/>"#,
                r#"<line x1="19" x2="19" y1="8" y2="14"/>"#,
                r#"<line x1="22" x2="16" y1="11" y2="11"/>"#,
            ),
            Icon::Strike => concat!(
                r#"<path d="M16 4H9a3 3 0 0 0-2.83 4"/>"#,
                r#"<path d="M14 12a4 4 0 0 1 0 8H6"/>"#,
                r#"<line x1="4" x2="20" y1="12" y2="12"/>"#,
            ),
            Icon::Sun => concat!(
                r#"<circle cx="12" cy="12" r="4"/>"#,
                r#"<path d="M12 2v2"/>"#,
                r#"<path d="M12 20v2"/>"#,
                r#"<path d="m4.93 4.93 1.41 1.41"/>"#,
                r#"<path d="m17.66 17.66 1.41 1.41"/>"#,
                r#"<path d="M2 12h2"/>"#,
                r#"<path d="M20 12h2"/>"#,
                r#"<path d="m6.34 17.66-1.41 1.41"/>"#,
                r#"<path d="m19.07 4.93-1.41 1.41"/>"#,
            ),
            Icon::System => concat!(
                r#"<rect width="20" height="14" x="2" y="3" rx="2"/>"#,
                r#"<line x1="8" x2="16" y1="21" y2="21"/>"#,
                r#"<line x1="12" x2="12" y1="17" y2="21"/>"#,
            ),
            Icon::Underline => {
                concat!(r#"<path d="M6 4v6a6 6 0 0 0 12 0V4"/>"#, r#"<line x1="4" x2="20" y1="20" y2="20"/>"#,)
            }
            Icon::Undo => concat!(
                r#"<path d="M9 14 4 9l5-5"/>"#,
                r#"<path d="M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11"/>"#,
            ),
            Icon::Up => r#"<path d="m5 12 7-7 7 7"/><path d="M12 19V5"/>"#,
            Icon::AlignCenter => r#"<path d="M21 5H3"/><path d="M17 12H7"/><path d="M19 19H5"/>"#,
            Icon::AlignJustify => r#"<path d="M3 5h18"/><path d="M3 12h18"/><path d="M3 19h18"/>"#,
            Icon::AlignLeft => r#"<path d="M21 5H3"/><path d="M15 12H3"/><path d="M17 19H3"/>"#,
            Icon::AlignRight => r#"<path d="M21 5H3"/><path d="M21 12H9"/><path d="M21 19H7"/>"#,
            Icon::ClearFormat => {
                r#"<path d="M4 7V4h16v3"/><path d="M5 20h6"/><path d="M13 4 8 20"/><path d="m15 15 5 5"/><path d="m20 15-5 5"/>"#
            }
            Icon::Contents => {
                r#"<path d="M16 5H3"/><path d="M16 12H3"/><path d="M16 19H3"/><path d="M21 5h.01"/><path d="M21 12h.01"/><path d="M21 19h.01"/>"#
            }
            Icon::Copy => {
                r#"<rect width="14" height="14" x="8" y="8" rx="2"/><path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"/>"#
            }
            Icon::Chevron => r#"<path d="m6 9 6 6 6-6"/>"#,
            Icon::Edit => {
                r#"<path d="M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z"/><path d="m15 5 4 4"/>"#
            }
            Icon::Eye => concat!(
                r#"<path d="M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696"#,
                r#" 10.75 10.75 0 0 1-19.876 0"/><circle cx="12" cy="12" r="3"/>"#,
            ),
            Icon::Locate => {
                r#"<path d="M2 12h3"/><path d="M19 12h3"/><path d="M12 2v3"/><path d="M12 19v3"/><circle cx="12" cy="12" r="7"/>"#
            }
            Icon::Highlight => {
                r#"<path d="m9 11-6 6v3h9l3-3"/><path d="m22 12-4.6 4.6a2 2 0 0 1-2.8 0l-5.2-5.2a2 2 0 0 1 0-2.8L14 4"/>"#
            }
            Icon::Minus => r#"<path d="M5 12h14"/>"#,
            Icon::More => {
                r#"<circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/><circle cx="5" cy="12" r="1"/>"#
            }
            Icon::PageBreak => r#"<path d="m16 16-4 4-4-4"/><path d="M3 12h18"/><path d="m8 8 4-4 4 4"/>"#,
            Icon::Painter => {
                r#"<rect width="16" height="6" x="2" y="2" rx="2"/><path d="M10 16v-2a2 2 0 0 1 2-2h8a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2h-2"/><rect width="4" height="6" x="8" y="16" rx="1"/>"#
            }
            Icon::Spacing => {
                r#"<path d="M11 5h10"/><path d="M11 12h10"/><path d="M11 19h10"/><path d="m3 8 2.5-3L8 8"/><path d="m3 16 2.5 3L8 16"/><path d="M5.5 5v14"/>"#
            }
            Icon::TextColor => r#"<path d="m6 15 6-12 6 12"/><path d="M8 11h8"/>"#,
            Icon::Unlink => {
                r#"<path d="m18.84 12.25 1.72-1.71h-.02a5.004 5.004 0 0 0-.12-7.07 5.006 5.006 0 0 0-6.95 0l-1.72 1.71"/><path d="m5.17 11.75-1.71 1.71a5.004 5.004 0 0 0 .12 7.07 5.006 5.006 0 0 0 6.95 0l1.71-1.71"/><line x1="8" x2="8" y1="2" y2="5"/><line x1="2" x2="5" y1="8" y2="8"/><line x1="16" x2="16" y1="19" y2="22"/><line x1="19" x2="22" y1="16" y2="16"/>"#
            }
            Icon::Case => {
                r#"<path d="m2 16 4.039-9.69a.5.5 0 0 1 .923 0L11 16"/><path d="M3.304 13h6.392"/><circle cx="18.5" cy="12.5" r="3.5"/><path d="M22 9v7"/>"#
            }
            Icon::Code => r#"<path d="m16 18 6-6-6-6"/><path d="m8 6-6 6 6 6"/>"#,
            Icon::Commands => {
                r#"<path d="M15 6v12a3 3 0 1 0 3-3H6a3 3 0 1 0 3 3V6a3 3 0 1 0-3 3h12a3 3 0 1 0-3-3"/>"#
            }
            Icon::Focus => {
                r#"<path d="M8 3H5a2 2 0 0 0-2 2v3"/><path d="M21 8V5a2 2 0 0 0-2-2h-3"/><path d="M3 16v3a2 2 0 0 0 2 2h3"/><path d="M16 21h3a2 2 0 0 0 2-2v-3"/>"#
            }
            Icon::Heading => r#"<path d="M6 12h12"/><path d="M6 20V4"/><path d="M18 20V4"/>"#,
            Icon::Keyboard => {
                r#"<rect x="2" y="4" width="20" height="16" rx="2"/><path d="M6 8h.01"/><path d="M10 8h.01"/><path d="M14 8h.01"/><path d="M18 8h.01"/><path d="M8 12h.01"/><path d="M12 12h.01"/><path d="M16 12h.01"/><path d="M7 16h10"/>"#
            }
            Icon::LeftToRight => {
                r#"<path d="M10 3v11"/><path d="M10 9H7a1 1 0 0 1 0-6h8"/><path d="M14 3v11"/><path d="m18 14 4 4H2"/><path d="m22 18-4 4"/>"#
            }
            Icon::Paragraph => {
                r#"<path d="M13 4v16"/><path d="M17 4v16"/><path d="M19 4H9.5a4.5 4.5 0 0 0 0 9H13"/>"#
            }
            Icon::Quote => {
                r#"<path d="M17 6H3"/><path d="M21 12H8"/><path d="M21 18H8"/><path d="M3 12v6"/>"#
            }
            Icon::RightToLeft => {
                r#"<path d="M14 3v11"/><path d="M14 9h-3a3 3 0 0 1 0-6h9"/><path d="M18 3v11"/><path d="M22 18H2l4-4"/><path d="m6 22-4-4"/>"#
            }
            Icon::Subscript => {
                r#"<path d="m4 5 8 8"/><path d="m12 5-8 8"/><path d="M20 19h-4c0-1.5.44-2 1.5-2.5S20 15.33 20 14a1.98 1.98 0 0 0-.48-1.29 2.11 2.11 0 0 0-2.62-.44 2.013 2.013 0 0 0-.9 1.07"/>"#
            }
            Icon::Superscript => {
                r#"<path d="m4 19 8-8"/><path d="m12 19-8-8"/><path d="M20 12h-4c0-1.5.442-2 1.5-2.5S20 8.334 20 7.002c0-.472-.17-.93-.484-1.29a2.105 2.105 0 0 0-2.617-.436c-.42.239-.738.614-.899 1.06"/>"#
            }
            Icon::Type => {
                r#"<path d="M12 4v16"/><path d="M4 7V5a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v2"/><path d="M9 20h6"/>"#
            }
            Icon::Unfocus => {
                r#"<path d="M8 3v3a2 2 0 0 1-2 2H3"/><path d="M21 8h-3a2 2 0 0 1-2-2V3"/><path d="M3 16h3a2 2 0 0 1 2 2v3"/><path d="M16 21v-3a2 2 0 0 1 2-2h3"/>"#
            }
            Icon::Warning => concat!(
                r#"<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/>"#,
                r#"<path d="M12 9v4"/>"#,
                r#"<path d="M12 17h.01"/>"#,
            ),
        }
    }
}

/// Draws `icon`; hidden from screen readers.
#[component]
pub fn IconView(icon: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.shapes()></svg> }
}
