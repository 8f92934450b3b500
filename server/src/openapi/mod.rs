//! What the API is, for programs (`/api/openapi.json`, OpenAPI 3) and on a page on which each address can be tried (`/api/docs`). Which
//! addresses there are, and which scope each needs, is the table of routes'; what each takes and answers is in `operations`.

mod operations;
mod page;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ArrayBuilder, ComponentsBuilder, ContentBuilder, HttpMethod, InfoBuilder, Object, ObjectBuilder, OpenApi,
    OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
    SecurityRequirement, Type,
};

use crate::people::keys::Scope;
use crate::routes::{May, Need, ROUTES, Route};
pub use operations::{Body, Operation, find};
pub use page::{script, show};

/// How keys are called in the specification.
const KEY: &str = "key";

/// `GET /api/openapi.json`.
pub async fn json() -> Response {
    let kind = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
    let text = specification().to_json().expect("it is plain and memory takes it");
    (kind, text).into_response()
}

/// The routes of the API, each with what it takes and answers.
pub fn described() -> impl Iterator<Item = (&'static Route, &'static Operation)> {
    let routes = ROUTES.iter().filter(|route| route.path.starts_with("/api/"));
    routes.filter_map(|route| Some((route, find(route.method, route.path)?)))
}

/// All of it.
pub fn specification() -> OpenApi {
    let mut paths = PathsBuilder::new();
    for (route, operation) in described() {
        let Some(method) = method(route.method) else { continue };
        paths = paths.path(route.path, PathItem::new(method, said(route, operation)));
    }
    let scopes: Vec<&str> = Scope::ALL.into_iter().map(Scope::name).collect();
    let text = format!("A key of /account/keys. Its scopes are some of {}.", scopes.join(", "));
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(text)).build();
    let error = ObjectBuilder::new().property("error", Object::with_type(Type::String)).required("error");
    let components = ComponentsBuilder::new()
        .security_scheme(KEY, SecurityScheme::Http(key))
        .schema("Error", error.build())
        .build();
    let info = InfoBuilder::new().title("Octavo").version(env!("CARGO_PKG_VERSION")).build();
    OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build()
}

fn method(name: &str) -> Option<HttpMethod> {
    Some(match name {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => return None,
    })
}

fn said(route: &Route, operation: &Operation) -> OperationBuilder {
    let mut said = OperationBuilder::new().tag(operation.tag).summary(Some(operation.summary));
    for (name, text) in operation.path_parameters() {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some(text))
            .schema(Some(Object::with_type(Type::String)));
        said = said.parameter(parameter);
    }
    for (name, text) in operation.query {
        let parameter = ParameterBuilder::new()
            .name(*name)
            .parameter_in(ParameterIn::Query)
            .description(Some(*text))
            .schema(Some(Object::with_type(Type::String)));
        said = said.parameter(parameter);
    }
    if let Body::Json(example) = operation.body {
        let content = content(example);
        said =
            said.request_body(Some(RequestBodyBuilder::new().content("application/json", content).build()));
    }
    let (status, text, body) = operation.answer;
    let mut answer = ResponseBuilder::new().description(text);
    answer = match body {
        Body::None => answer,
        Body::Json(example) => answer.content("application/json", content(example)),
        Body::Other(kind) => answer.content(kind, ContentBuilder::new().build()),
    };
    let error = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error"))).build();
    let refused = ResponseBuilder::new().description("It is not done, and a sentence says why.");
    said = said
        .response(status.to_string(), answer.build())
        .response("4XX", refused.content("application/json", error).build());
    if let Need::Scope(scope) = route.need() {
        said = said.security(SecurityRequirement::new(KEY, [scope.name()]));
    }
    // Whoever has no key may ask too, as the guest or the account that the cookies say.
    match route.may {
        May::Account | May::Administrator => said,
        _ => said.security(SecurityRequirement::default()),
    }
}

fn content(example: &str) -> utoipa::openapi::Content {
    let example: Value = serde_json::from_str(example).expect("a test reads every example");
    ContentBuilder::new().schema(Some(schema(&example))).example(Some(example)).build()
}

/// The schema of which this is an example. What is `null` may be anything.
fn schema(example: &Value) -> Schema {
    match example {
        Value::Null => Schema::Object(
            ObjectBuilder::new().schema_type(utoipa::openapi::schema::SchemaType::AnyValue).build(),
        ),
        Value::Bool(_) => Object::with_type(Type::Boolean).into(),
        Value::Number(_) => Object::with_type(Type::Integer).into(),
        Value::String(_) => Object::with_type(Type::String).into(),
        Value::Array(items) => {
            ArrayBuilder::new().items(RefOr::T(schema(items.first().unwrap_or(&Value::Null)))).build().into()
        }
        Value::Object(fields) => {
            let object = ObjectBuilder::new().schema_type(Type::Object);
            fields.iter().fold(object, |object, (name, value)| object.property(name, schema(value))).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_api_is_described_and_every_example_is_json() {
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
            let operation = find(route.method, route.path);
            let operation =
                operation.unwrap_or_else(|| panic!("{} {} is not described", route.method, route.path));
            for body in [operation.body, operation.answer.2] {
                if let Body::Json(example) = body {
                    assert!(serde_json::from_str::<Value>(example).is_ok(), "{} {example}", route.path);
                }
            }
            for (name, text) in operation.path_parameters() {
                assert!(!text.is_empty(), "{name} in {} is not described", route.path);
            }
        }
    }

    #[test]
    fn the_specification_says_of_each_address_which_scope_it_needs() {
        let told: Value = serde_json::from_str(&specification().to_json().unwrap()).unwrap();
        assert!(told["openapi"].as_str().unwrap().starts_with("3."));
        let trash = &told["paths"]["/api/documents/{id}/trash"];
        assert_eq!(trash["put"]["security"][0][KEY], serde_json::json!(["manage"]));
        assert!(trash["delete"].is_object(), "two methods of one address are both there");
        let change = &told["paths"]["/api/documents/{id}/changes"]["post"];
        let body = &change["requestBody"]["content"]["application/json"]["schema"]["properties"];
        assert_eq!(body["base"]["properties"]["entry"]["type"], "integer");
        assert_eq!(change["parameters"][0]["name"], "id");
        assert!(
            told["paths"]["/api/leave"]["post"]["security"]
                .as_array()
                .unwrap()
                .iter()
                .all(|it| it[KEY].is_null())
        );
    }
}
