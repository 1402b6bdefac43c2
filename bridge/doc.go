// Package bridge takes WeChat's pushes and hands them over: verdicts to the open release's workflow, tickets and
// authorisations to the platform's credentials, the rest to the callback that the platform had before.
//
//	POST /wechat/events             the authorisation URL
//	POST /wechat/{appid}/messages   the message URL; in WeChat's console it ends in /wechat/$APPID$/messages
//	GET  /healthz                   the process runs
//	GET  /readyz                    Temporal and the store can be used
//	GET  /metrics                   for Prometheus
//
// A push is answered with "success" only after it was handed over: the signal is in Temporal, the ticket in the store. Else
// the answer is 503, and WeChat may send it again; a push that comes again is one signal. Should it never come again, nothing
// is lost either: releases also ask for their verdict, and tickets follow every ten minutes.
//
// What is not rightly signed and encrypted goes nowhere. What is, is genuine and never refused, whatever people typed into it:
// what can be read of it counts. Only a ticket or an authorisation that cannot be read to the byte gets 503. What a message says
// decides what it is; at the wrong URL it is taken with a warning, unless it is a review result and nobody says of which app.
//
// A GET with an echostr and the right plain signature, WeChat's question whether the address is there, is answered.
//
// There is no TLS here: put the bridge behind a proxy that has the certificate, and let that one pass on only /wechat/.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html
package bridge
