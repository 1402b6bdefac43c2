// Package bridge takes WeChat's pushes and hands them over: verdicts to the open release's workflow, tickets and
// authorisations to the platform's credentials, the rest to the callback that the platform had before.
//
//	POST /wechat/events             the authorisation URL
//	POST /wechat/{appid}/messages   the message URL; in WeChat's console it ends in /wechat/$APPID$/messages
//	GET  /healthz                   the process runs
//	GET  /readyz                    Temporal and the store can be used
//	GET  /metrics                   for Prometheus
//
// A push is answered with "success" only after it was handed over: the signal is in Temporal, the ticket in the store. Otherwise
// the answer is 503, and WeChat may send the push again; it is one signal all the same. If WeChat does not, nothing is lost
// either: releases also poll their review's status, and tickets follow every ten minutes.
//
// A push with a wrong signature or encryption is refused. One with the right ones comes from WeChat and is taken, even where
// people's texts have broken its XML: what can be read of it is used. Only a ticket or an authorisation that cannot be read to
// the byte gets 503. The kind of a message follows from what it says. At the wrong URL it is taken with a warning, but for a
// review result at the authorisation URL, which does not say of which Mini Program it is.
//
// WeChat may check the address with a GET that has an echostr and a plain signature; it is answered when the signature is right.
//
// There is no TLS here: put the bridge behind a proxy that has the certificate, and let that one pass on only /wechat/.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html
package bridge
