package push

import (
	"bytes"
	"errors"
	"strings"

	"github.com/wxrelease/wxrelease/wxa/internal/appid"
)

// fields are the children of a message that have a meaning for us.
type fields struct {
	toUserName, fromUserName, created, msgType, event, content field
	reason, succ, fail, delay, shots                           field

	infoType, ticket, authorizer, code, codeExpires, preAuthCode field
}

func (f *fields) of(name []byte) *field {
	switch string(name) {
	case "ToUserName":
		return &f.toUserName
	case "FromUserName":
		return &f.fromUserName
	case "CreateTime":
		return &f.created
	case "MsgType":
		return &f.msgType
	case "Event":
		return &f.event
	case "Content":
		return &f.content
	case "Reason":
		return &f.reason
	case "SuccTime":
		return &f.succ
	case "FailTime":
		return &f.fail
	case "DelayTime":
		return &f.delay
	case "ScreenShot":
		return &f.shots
	case "InfoType":
		return &f.infoType
	case "ComponentVerifyTicket":
		return &f.ticket
	case "AuthorizerAppid":
		return &f.authorizer
	case "AuthorizationCode":
		return &f.code
	case "AuthorizationCodeExpiredTime":
		return &f.codeExpires
	case "PreAuthCode":
		return &f.preAuthCode
	}
	return nil
}

// Parse reads a decrypted message of either URL. What kind it is follows from what it says, not from the URL that it came to.
//
// The event holds what can be read, also where there is an error, which is one of
//
//	[ErrUnclean]     everything was read; a strict parser would not have
//	[ErrContent]     it was read up to where its structure breaks
//	[ErrDoctype]     it was read up to a declaration
//	[ErrIncomplete]  it is or may be a ticket or an authorisation, and what it carries cannot be read to the byte
//
// A review result is only a hint to poll the status, so it needs no more than its Event. A ticket, a code or a revoked authorisation has
// effects, so its message must be whole and hold each of these values once; with [ErrIncomplete] its Kind is [Unknown].
// No user's text becomes one of them: WeChat writes the MsgType of a user's message before the text, the first element of a
// name counts, and a message with a MsgType is none of these.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_submitaudit.html and
// https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html
func Parse(body []byte) (Event, error) {
	body = decoded(body)
	var f fields
	clean, err := scan(body, f.of)
	switch {
	case errors.Is(err, errBroken):
		err = ErrContent
	case err == nil && !clean:
		err = ErrUnclean
	}
	switch {
	case f.msgType.found || f.event.found:
		return f.message(), err
	case f.infoType.found:
		return f.authorization(err)
	case mayAuthorize(body):
		return Event{At: f.created.time()}, ErrIncomplete
	}
	return Event{At: f.created.time()}, err
}

// mayAuthorize tells whether a message whose kind cannot be read names what must not get lost.
func mayAuthorize(body []byte) bool {
	for _, name := range []string{"ComponentVerifyTicket", "AuthorizationCode", "AuthorizerAppid"} {
		if bytes.Contains(body, []byte(name)) {
			return true
		}
	}
	return false
}

func (f *fields) message() Event {
	e := Event{
		Name: f.msgType.label(), At: f.created.time(), ToUserName: f.toUserName.label(), FromUserName: f.fromUserName.label(),
	}
	switch {
	case e.Name == "text":
		e.Text = f.content.readable()
		return e
	case e.Name != "" && e.Name != "event":
		return e // whatever else it holds has no meaning for us
	}
	e.Name = f.event.label()
	switch k := Kind(e.Name); k {
	case AuditSuccess, AuditFail, AuditDelay:
		e.Kind = k
	default:
		return e
	}
	e.Reason, e.DecidedAt = f.reason.readable(), e.At
	for _, told := range []field{f.succ, f.fail, f.delay} {
		if at := told.time(); !at.IsZero() {
			e.DecidedAt = at
			break
		}
	}
	for id := range strings.SplitSeq(f.shots.label(), "|") {
		if id = strings.TrimSpace(id); id != "" {
			e.Screenshots = append(e.Screenshots, id)
		}
	}
	return e
}

// authorization reads a message with an InfoType; flaw is what the scan found.
func (f *fields) authorization(flaw error) (Event, error) {
	e := Event{Name: f.infoType.label(), At: f.created.time(), Authorization: true}
	known := e
	known.Kind = Kind(e.Name)
	authorizer, named := f.authorizer.exact()
	if named = named && appid.Valid(authorizer); named {
		e.AuthorizerAppID, known.AuthorizerAppID = authorizer, authorizer
	}
	var complete bool
	switch known.Kind {
	case VerifyTicket:
		known.Ticket, complete = f.ticket.exact()
	case Authorized, UpdateAuthorized:
		known.AuthorizationCode, complete = f.code.exact()
		complete = complete && named
		known.PreAuthCode, _ = f.preAuthCode.exact()
		known.CodeExpires = codeExpires(f.codeExpires, e.At)
	case Unauthorized:
		complete = named
	default:
		return e, flaw
	}
	whole := flaw == nil || errors.Is(flaw, ErrUnclean)
	if !complete || !whole || f.infoType.twice {
		return e, ErrIncomplete
	}
	return known, flaw
}
