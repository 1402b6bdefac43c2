// Package credentials holds the credentials of a WeChat third-party platform in a SQL store and gives its tokens: it is
// the [wxa.TokenSource] of a platform that has no token service of its own.
//
// # The chain
//
// WeChat pushes a component_verify_ticket every 10 minutes ([Platform.SaveTicket]). From the newest one the platform's
// component_access_token is made. A merchant who authorises the platform makes WeChat push a code
// ([Platform.Authorized]), which [Platform.Run] exchanges for a refresh token; from that the Mini Program's
// authorizer_access_token is made whenever somebody asks for it ([Platform.Token]).
//
// # One store, many processes
//
// Making a token ends the one before it, so all processes of a platform share one store and renew under a lease in it: a
// SQLite file on one machine, PostgreSQL for several. A lease ends by itself, so a process that dies holds nothing up;
// and each change of hands has a number, so one that was only away cannot overwrite what came meanwhile. Moments are
// compared with the store's clock alone: PostgreSQL's own, or that of the machine that SQLite is on. A SQLite file must not
// lie on a network file system.
//
// # What is lost when a process dies
//
// Nothing. A ticket and a code are in the store before their push is answered. A code that was used up by a call whose
// outcome was not stored leads to WeChat's list of authorisations, which has the refresh token; so does a refresh token
// that is missing or dead. A token that was made and not stored is made again.
//
// # A push is a hint
//
// That a merchant took the authorisation back is pushed, and a push may be old, come twice, or carry a wrong clock's time. So
// [Platform.Revoked] deletes the access token only, unless the push is older than a newer authorisation or is known: then it
// changes nothing. The refresh token stays; the next [Platform.Token], or [Platform.Run] within seconds, asks WeChat with it.
// A new token says that the push was wrong. A refusal (61003, 61023, 42002, 42007) leads to WeChat's list, and if that does
// not help either, the secrets are deleted: then, and not before, Token fails with [ErrRevoked]. From there on WeChat's list is
// read again every 10 minutes while somebody asks. Trouble on the way to WeChat's answer decides nothing.
//
// # Secrets
//
// Tickets, codes and tokens are sealed with AES-256-GCM, each bound to its row. An old key is still read; what is written
// is sealed with the current one, and [Platform.Sync] seals all. Every process must have the current key of every other, be it
// as an old one: so a new key goes to all as an old key first. Keys that open nothing are refused by [Open]; one that does not
// fit later is trouble of the store ([ErrKey], class Transient), not of a merchant. No error and no log line holds a secret.
package credentials
