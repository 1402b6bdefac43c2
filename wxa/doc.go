// Package wxa is a client of the part of the WeChat API that takes a Mini Program's version through review on behalf of
// a third-party platform (开放平台 第三方平台).
//
// # Whose token
//
// A call about a Mini Program carries that program's authorizer_access_token, which a [TokenSource] gives: [FixedToken]
// for trying out, [NewHTTPTokens] for a platform that has a token service already, package credentials for one that has
// none, or one of your own. These calls are methods of [App]; the platform must hold permission set 18 for that Mini
// Program. The calls of the platform for itself, about its tokens and its authorisations, carry the
// component_access_token and are methods of [Platform]. The caller's IP address must be on the platform's allow list.
//
//	tokens, err := wxa.NewHTTPTokens(wxa.HTTPTokensConfig{URL: "https://tokens.example.com/authorizer/{appid}"})
//	...
//	client, err := wxa.New(wxa.Config{Tokens: tokens})
//	...
//	app := client.App("wx5555666677778888")
//	id, err := app.SubmitAudit(ctx, wxa.SubmitAuditRequest{ItemList: items})
//	if wxa.ClassOf(err) == wxa.ClassAmbiguous {
//		latest, err := app.LatestAudit(ctx) // it may have been accepted
//		...
//	}
//
// # Errors
//
// WeChat answers HTTP 200 for failures too; a failure is an errcode other than 0. There are four kinds of error, and
// [ClassOf] says of each what a caller may do:
//
//   - [Error]: WeChat refused. [Error.Info] gives the meaning and the remedy from the one table of codes ([Codes],
//     [Lookup]); some codes have another class at another endpoint.
//   - [TransportError]: no readable answer. For a write that may have arrived the class is Ambiguous: read the state
//     before a repeat. A read is Transient.
//   - [TokenError]: the token source gave no token; the call had no effect. [IsTokenSource] tells whether the source itself
//     failed, or passes on what WeChat or the merchant refuses.
//   - [FieldError]: the request breaks a documented limit and was not sent; [SubmitAuditRequest.Validate] joins them.
//
// An error shows at most about a kilobyte of errmsg; [Error.Msg] holds the whole, and so does one line of the log.
//
// A code that no list documents has class Unknown and must not be repeated blindly. The wording of WeChat's messages
// changes: never compare it.
//
// # What is repeated
//
// Within one call, at most twice and within 3 seconds: reads after connection errors, 5xx and 429; writes only while no
// connection was made at all. An answer that the token is invalid makes the client drop that token, fetch another and
// repeat once. Everything longer is the caller's. Calls that read end after [Config].ReadTimeout, the others after
// [Config].WriteTimeout, or with their context.
//
// # Limits
//
// Answers above 8 MiB are refused, redirects are not followed, and no error or log line holds a token or a URL's query.
// Uploading code, publishing and templates have no methods: call them with [App.Do] and [Platform.Do]. Media, which are no
// JSON, are not covered.
//
// # WeChat's JSON
//
// WeChat puts people's texts into its JSON without escaping them. Inside a text control characters and lone backslashes are
// read as they are, and bytes that are no UTF-8 as U+FFFD; a byte order mark in front is skipped. An answer that is cut off, or
// that something follows, is an error.
//
// Whole numbers may be bare or quoted, also 1.0 or 1e0. Unknown fields are ignored, and a text of another JSON type is kept as
// its JSON. A missing status, and two spellings of a name with different numbers, are errors: on the wire 0 means approved.
// [ReasonLines] and [Cut] make texts fit to be shown and kept.
package wxa
