//! What each address of the API takes and answers, by examples. The scope it needs, and for whom it is, the table of routes says.

/// What is sent or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON such as this.
    Json(&'static str),
    /// Something of another type.
    Other(&'static str),
}

/// An address of the API.
#[derive(Debug)]
pub struct Operation {
    /// The method,
    pub method: &'static str,
    /// and the path, as in the table of routes.
    pub path: &'static str,
    /// What it is about.
    pub tag: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// What may stand behind the question mark, and what each says.
    pub query: &'static [(&'static str, &'static str)],
    /// What is sent.
    pub body: Body,
    /// What is answered when it is done: status, what that means, and what comes.
    pub answer: (u16, &'static str, Body),
}

impl Operation {
    /// What stands in braces in the path, and what each says.
    pub fn path_parameters(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let names = self.path.split('{').skip(1).filter_map(|part| part.split('}').next());
        names.map(|name| {
            let text = match name {
                "id" if self.path.starts_with("/api/folders") => "The folder's id.",
                "id" if self.path.starts_with("/api/hooks") => "The hook's id.",
                "id" => {
                    "The document's id, a random UUID. Where it is only read, the token of a view link too."
                }
                "role" => "off, view, comment, suggest or edit.",
                "key" => "The share's key, as the list of shares has it.",
                _ => "",
            };
            (name, text)
        })
    }

    const fn query(self, query: &'static [(&'static str, &'static str)]) -> Operation {
        Operation { query, ..self }
    }

    const fn sends(self, example: &'static str) -> Operation {
        Operation { body: Body::Json(example), ..self }
    }

    const fn answers(self, status: u16, text: &'static str, body: Body) -> Operation {
        Operation { answer: (status, text, body), ..self }
    }
}

const fn operation(
    tag: &'static str,
    method: &'static str,
    path: &'static str,
    summary: &'static str,
) -> Operation {
    let answer = (204, "It is done.", Body::None);
    Operation { method, path, tag, summary, query: &[], body: Body::None, answer }
}

/// The address of a line of the table of routes.
pub fn find(method: &str, path: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| (operation.method, operation.path) == (method, path))
}

const DOCUMENTS: &str = "Documents";
const HISTORY: &str = "History";
const SHARING: &str = "Sharing";
const LIBRARY: &str = "Library";
const TRASH: &str = "Trash";
const ACTIVITY: &str = "Activity";
const HOOKS: &str = "Hooks";
const PEOPLE: &str = "People";
const ABOUT: &str = "This API";

const MOMENT: &[(&str, &str)] = &[
    ("entry", "After this entry of the log. Without it and without a time, now."),
    ("time", "At this time, in milliseconds since 1970."),
];

const STATE: &[(&str, &str)] = &[MOMENT[0], MOMENT[1], ("format", "update for one Yjs update.")];

const ID: &str = r#"{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"}"#;

const OPERATIONS: &[Operation] = &[
    operation(DOCUMENTS, "POST", "/api/documents", "Makes a document of a title and a text")
        .sends(r#"{"title": "The plan", "delta": {"ops": [{"insert": "Heading"}, {"insert": "\n", "attributes": {"header": 1}}, {"insert": "Text\n"}]}}"#)
        .answers(201, "It is made, and yours.", Body::Json(ID)),
    operation(DOCUMENTS, "PUT", "/api/documents/{id}", "Makes an empty document with an id of yours")
        .answers(201, "It is made; 200 when it was there.", Body::Json(ID)),
    operation(DOCUMENTS, "GET", "/api/documents/{id}", "Says whether there is such a document")
        .answers(200, "There is.", Body::Json(ID)),
    operation(DOCUMENTS, "GET", "/api/documents/{id}/content", "Reads a document")
        .query(&[("as", "delta (as it is), markdown, html, text, or update (one Yjs update).")])
        .answers(
            200,
            "What it says. The headers octavo-entry and octavo-state name the state.",
            Body::Json(r#"{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "title": "The plan", "entry": 12, "state": "AQEB", "delta": {"ops": [{"insert": "Text\n"}]}}"#),
        ),
    operation(DOCUMENTS, "POST", "/api/documents/{id}/changes", "Makes a change to a state that was read, so that what others write stays")
        .sends(r#"{"base": {"entry": 12}, "change": {"ops": [{"retain": 4}, {"insert": "new "}]}}"#)
        .answers(200, "It is on disk, and whoever is in the document sees it.", Body::Json(r#"{"entry": 13}"#)),
    operation(DOCUMENTS, "PUT", "/api/documents/{id}/content", "Puts a whole text in the place of the one that was read; what is the same in both stays")
        .sends(r#"{"base": {"entry": 12}, "delta": {"ops": [{"insert": "The whole text\n"}]}, "title": "The plan"}"#)
        .answers(200, "It is on disk, and whoever is in the document sees it.", Body::Json(r#"{"entry": 13}"#)),
    operation(HISTORY, "GET", "/api/documents/{id}/history", "Lists the log of a document, the last entry first")
        .query(&[("before", "Only entries before this one."), ("limit", "So many at most, up to 1000.")])
        .answers(
            200,
            "A page of the log.",
            Body::Json(r#"{"entries": [{"entry": 12, "first": 11, "from": 1700000000000, "to": 1700000060000, "author": "account:…", "name": "Ada", "client": 7, "bytes": 120}], "more": false}"#),
        ),
    operation(HISTORY, "GET", "/api/documents/{id}/history/state", "Reads a document as it was")
        .query(STATE)
        .answers(200, "The state.", Body::Json(r#"{"entry": 12, "time": 1700000060000, "title": "The plan", "body": {"ops": [{"insert": "Text\n"}]}}"#)),
    operation(HISTORY, "GET", "/api/documents/{id}/history/authors", "Says who wrote what of a document")
        .query(MOMENT)
        .answers(200, "The text, by who wrote it.", Body::Json(r#"{"entry": 12, "time": 1700000060000, "text": []}"#)),
    operation(HISTORY, "GET", "/api/documents/{id}/history/difference", "Says what changed between two states")
        .query(&[
            ("from", "After this entry."),
            ("to", "Up to this entry; without it, now."),
            ("from_time", "From this time, in milliseconds since 1970."),
            ("to_time", "Up to this time."),
        ])
        .answers(200, "The difference.", Body::Json(r#"{"from": 3, "to": 12, "change": []}"#)),
    operation(HISTORY, "POST", "/api/documents/{id}/history/restore", "Brings a state back, as a change like any other")
        .query(MOMENT)
        .answers(200, "It says what it said then.", Body::Json(r#"{"restored": 3, "changed": true}"#)),
    operation(SHARING, "GET", "/api/documents/{id}/rights", "Says what you may do in a document, and what its link allows")
        .answers(200, "Your role.", Body::Json(r#"{"role": "owner", "write": true, "manage": true, "link": "view"}"#)),
    operation(SHARING, "GET", "/api/documents/{id}/shares", "Lists who may do what in a document").answers(
        200,
        "All of them. Times are in milliseconds since 1970.",
        Body::Json(r#"{"owner": "Ada", "link": {"role": "view", "until": null, "password": false}, "everyone": "off", "shares": [{"key": "account:…", "name": "Ben", "email": "ben@example.org", "role": "edit", "since": 1700000000000}]}"#),
    ),
    operation(SHARING, "POST", "/api/documents/{id}/shares", "Shares a document with an address, or with the group whose id is the key")
        .sends(r#"{"email": "ben@example.org", "role": "edit"}"#),
    operation(SHARING, "PATCH", "/api/documents/{id}/shares/{key}", "Gives somebody with whom it is shared another role")
        .sends(r#"{"role": "comment"}"#),
    operation(SHARING, "DELETE", "/api/documents/{id}/shares/{key}", "Ends a share; whoever is in the document by it is away at once"),
    operation(SHARING, "PUT", "/api/documents/{id}/link", "Says what the link allows, until which day, and with which password")
        .sends(r#"{"role": "view", "until": "2030-12-31"}"#),
    operation(SHARING, "PUT", "/api/documents/{id}/link/{role}", "Says what the link allows, and nothing else"),
    operation(SHARING, "PUT", "/api/documents/{id}/everyone", "Says what everyone with an account may")
        .sends(r#"{"role": "view"}"#),
    operation(SHARING, "PUT", "/api/documents/{id}/held", "Keeps a change that you made without the right to, a Yjs update, until it is answered")
        .answers(200, "What became of it: waiting, taken or declined.", Body::Json(r#"{"held": "waiting"}"#)),
    operation(SHARING, "GET", "/api/documents/{id}/held", "Lists the changes of others that wait for your answer")
        .answers(200, "All of them, the oldest first.", Body::Json(r#"{"held": [{"key": "9f86d081884c7d659a2feaa0c55ad015", "person": "account:…", "name": "Ben", "since": 1700000000000}]}"#)),
    operation(SHARING, "POST", "/api/documents/{id}/held/{key}", "Takes such a change into the document, in the name of who made it"),
    operation(SHARING, "DELETE", "/api/documents/{id}/held/{key}", "Declines such a change"),
    operation(SHARING, "PUT", "/api/documents/{id}/view-link", "Gives the token of the link by which others may only look")
        .answers(200, "Always the same one.", Body::Json(r#"{"view": "3f2504e0-4f89-81d3-9a0c-0305e82c3301"}"#)),
    operation(LIBRARY, "GET", "/api/library", "Lists what you have, opened and starred, and what is shared with you")
        .query(&[
            ("view", "mine, shared, recent, starred or trash."),
            ("folder", "Only what lies in this folder."),
            ("sort", "edited, opened, title or made."),
            ("order", "asc or desc."),
            ("after", "From where to go on: the next of the answer before."),
            ("most", "So many at most, up to 200."),
        ])
        .answers(
            200,
            "Folders first. Times are in milliseconds since 1970.",
            Body::Json(r#"{"items": [{"kind": "document", "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "title": "The plan", "excerpt": "Text", "characters": 120, "edited": 1700000000000, "editor": "Ada", "made": 1700000000000, "opened": null, "starred": false, "role": "own", "owner": null, "folder": null, "since": null, "until": null}], "next": null, "path": [{"id": "…", "name": "Plans"}]}"#),
        ),
    operation(LIBRARY, "GET", "/api/search", "Finds documents that you may read by what they say")
        .query(&[
            ("q", "What to look for."),
            ("after", "How many of the list you have already."),
            ("most", "How many more you want."),
        ])
        .answers(
            200,
            "The best first. Complete says whether all documents have been looked through.",
            Body::Json(r#"{"hits": [{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "title": "The plan", "snippet": [{"text": "plan", "hit": true}], "edited": 1700000000000, "role": "own"}], "more": false, "complete": true}"#),
        ),
    operation(LIBRARY, "PUT", "/api/documents/{id}/star", "Gives a document your star"),
    operation(LIBRARY, "DELETE", "/api/documents/{id}/star", "Takes it away"),
    operation(LIBRARY, "POST", "/api/documents/{id}/copy", "Copies a document that you may read")
        .sends(r#"{"title": "A copy"}"#)
        .answers(201, "The copy is yours.", Body::Json(ID)),
    operation(LIBRARY, "PUT", "/api/documents/{id}/folder", "Puts a document into a folder; null is none")
        .sends(r#"{"folder": null}"#),
    operation(LIBRARY, "GET", "/api/templates", "Lists your own templates").answers(
        200,
        "The newest first.",
        Body::Json(r#"{"templates": [{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "title": "The plan", "excerpt": "Text", "characters": 120, "edited": 1700000000000, "since": 1700000000000}]}"#),
    ),
    operation(LIBRARY, "POST", "/api/documents/{id}/template", "Makes a document of yours a template"),
    operation(LIBRARY, "DELETE", "/api/documents/{id}/template", "It is none any more"),
    operation(LIBRARY, "POST", "/api/folders", "Makes a folder")
        .sends(r#"{"name": "Plans", "parent": null}"#)
        .answers(201, "It is made, and yours.", Body::Json(ID)),
    operation(LIBRARY, "PATCH", "/api/folders/{id}", "Renames a folder, moves it, or both")
        .sends(r#"{"name": "Plans", "parent": null}"#),
    operation(LIBRARY, "DELETE", "/api/folders/{id}", "Deletes a folder and those in it; your documents go into the trash"),
    operation(LIBRARY, "GET", "/api/folders/{id}/rights", "Says what you may do with what is in a folder, and who else may").answers(
        200,
        "Your role, and the shares if you manage it.",
        Body::Json(r#"{"role": "own", "everyone": "off", "shares": [{"key": "account:…", "name": "Ben", "mail": null, "role": "edit"}]}"#),
    ),
    operation(LIBRARY, "PUT", "/api/folders/{id}/share", "Shares a folder with an address (mail) or a group; the role off ends it")
        .sends(r#"{"mail": "ben@example.org", "role": "edit"}"#),
    operation(LIBRARY, "PUT", "/api/folders/{id}/everyone/{role}", "Says what everyone with an account may do with what is in a folder"),
    operation(ACTIVITY, "GET", "/api/activity", "Lists what happened to the documents that you follow, the latest first")
        .query(&[("after", "From where to go on: the next of the answer before.")])
        .answers(200, "What happened.", Body::Json(r#"{"items": [], "documents": {}, "next": null}"#)),
    operation(ACTIVITY, "GET", "/api/activity/unread", "Says how much of that is new, up to 99")
        .answers(200, "So much.", Body::Json(r#"{"unread": 3}"#)),
    operation(ACTIVITY, "PUT", "/api/documents/{id}/mute", "You do not want to hear of a document"),
    operation(ACTIVITY, "DELETE", "/api/documents/{id}/mute", "You do again"),
    operation(HOOKS, "GET", "/api/hooks", "Lists your hooks, and how they do").answers(
        200,
        "All of them. Times are in milliseconds since 1970; failing says since when a hook takes nothing, and why.",
        Body::Json(r#"{"hooks": [{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "url": "https://program.example/told", "kinds": ["edits"], "made": 1700000000000, "taken": 1700000060000, "failing": null, "waiting": 0}]}"#),
    ),
    operation(HOOKS, "POST", "/api/hooks", "Has a program told of what happens to the documents that you have or were given")
        .sends(r#"{"url": "https://program.example/told", "kinds": ["edits", "comments", "shares", "requests", "restores", "trash"]}"#)
        .answers(
            201,
            "From now on. What is told is signed with the secret, which is shown this once.",
            Body::Json(r#"{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "secret": "whsec_…"}"#),
        ),
    operation(HOOKS, "POST", "/api/hooks/{id}/ping", "Has a hook told that it works")
        .answers(202, "It is told in a moment.", Body::None),
    operation(HOOKS, "DELETE", "/api/hooks/{id}", "Takes a hook out, with what it has not been told"),
    operation(TRASH, "PUT", "/api/documents/{id}/trash", "Puts a document into the trash"),
    operation(TRASH, "DELETE", "/api/documents/{id}/trash", "Takes a document out of the trash"),
    operation(TRASH, "DELETE", "/api/documents/{id}", "Deletes for good what is in the trash"),
    operation(TRASH, "GET", "/api/trash", "Lists what is in your trash").answers(
        200,
        "The latest first. Times are in milliseconds since 1970.",
        Body::Json(r#"{"trash": [{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "title": "The plan", "since": 1700000000000, "until": 1702592000000}]}"#),
    ),
    operation(PEOPLE, "GET", "/api/me", "Says who you are").answers(
        200,
        "You.",
        Body::Json(r#"{"person": "account:…", "name": "Ada", "email": "ada@example.org", "administrator": false}"#),
    ),
    operation(PEOPLE, "GET", "/api/shelf", "Lists the latest documents that you made, and that are shared with you").answers(
        200,
        "Fifty of each at most.",
        Body::Json(r#"{"made": [{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "title": "The plan", "since": 1700000000000}], "shared": []}"#),
    ),
    operation(PEOPLE, "POST", "/api/leave", "Signs this browser out"),
    operation(ABOUT, "GET", "/api/openapi.json", "This, for programs").answers(
        200,
        "An OpenAPI specification.",
        Body::Other("application/json"),
    ),
    operation(ABOUT, "GET", "/api/docs", "This, as a page").answers(200, "The page.", Body::Other("text/html")),
    operation(ABOUT, "GET", "/api/docs.js", "What the page needs to try an address").answers(
        200,
        "A script.",
        Body::Other("text/javascript"),
    ),
];
