//! The delta's laws, over random bodies and changes.

mod drawn;

use drawn::{random_body, random_change, with_seeds};
use octavo_shared::model::{Attributes, Blocks, Delta};
use serde_json::json;

#[test]
fn composing_is_associative() {
    with_seeds(3_000, |rng| {
        let body = random_body(rng);
        let first = random_change(rng, &body);
        let after = body.compose(&first);
        let second = random_change(rng, &after);
        assert_eq!(body.compose(&first.compose(&second)), after.compose(&second));
    });
}

#[test]
fn two_changes_meet_whichever_comes_first() {
    with_seeds(3_000, |rng| {
        let body = random_body(rng);
        let (mine, theirs) = (random_change(rng, &body), random_change(rng, &body));
        let mine_first = body.compose(&mine).compose(&mine.transform(&theirs, true));
        let theirs_first = body.compose(&theirs).compose(&theirs.transform(&mine, false));
        assert_eq!(mine_first, theirs_first);
    });
}

#[test]
fn an_inverse_takes_its_change_back() {
    with_seeds(3_000, |rng| {
        let body = random_body(rng);
        let change = random_change(rng, &body);
        let blocks = Blocks::from_body(&body);
        let inverse = change.invert(|start, end| blocks.slice(start, end));
        assert_eq!(body.compose(&change).compose(&inverse), body);
    });
}

#[test]
fn a_place_moves_as_the_text_around_it() {
    let change = Delta::new().retain(2).insert("xy", Attributes::new()).delete(3);
    assert_eq!(change.transform_position(1, true), 1);
    assert_eq!(change.transform_position(2, true), 4);
    assert_eq!(change.transform_position(2, false), 2);
    assert_eq!(change.transform_position(4, false), 4, "what was deleted collapses to its place");
    assert_eq!(change.transform_position(6, false), 5);
}

#[test]
fn its_json_is_quills() {
    let delta = Delta::new()
        .insert("a", Attributes::new().with("bold", true))
        .embed(json!({"image": "x.png"}), Attributes::new())
        .retain(2)
        .delete(1);
    let wire = json!({"ops": [
        {"insert": "a", "attributes": {"bold": true}}, {"insert": {"image": "x.png"}}, {"retain": 2}, {"delete": 1}
    ]});
    assert_eq!(serde_json::to_value(&delta).expect("a delta is JSON"), wire);
    assert_eq!(serde_json::from_value::<Delta>(wire).expect("the JSON is a delta"), delta);
}
