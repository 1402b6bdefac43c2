package push

import "errors"

// One value for each cause, to be tested with [errors.Is].
var (
	// ErrKey: the EncodingAESKey is not 43 characters of A-Z, a-z, 0-9. Copy it again from the platform's console.
	ErrKey = errors.New("push: EncodingAESKey is not 43 characters of A-Z, a-z, 0-9")
	// ErrSignature: msg_signature does not belong to this token, timestamp, nonce and Encrypt. Refuse the message.
	ErrSignature = errors.New("push: msg_signature does not match")
	// ErrUnsigned: the query lacks timestamp, nonce or msg_signature.
	ErrUnsigned = errors.New("push: no timestamp, nonce or msg_signature")
	// ErrTimestamp: the timestamp is not a number of seconds.
	ErrTimestamp = errors.New("push: timestamp is not a number")
	// ErrStale: the message is rightly signed but older than the window. It was held up, or recorded and sent again.
	ErrStale = errors.New("push: timestamp is too old, or this host's clock is ahead")
	// ErrFuture: the message is rightly signed for a time that is further ahead than the window.
	ErrFuture = errors.New("push: timestamp lies in the future, or this host's clock is behind")
	// ErrTooBig: the body is larger than [MaxBody].
	ErrTooBig = errors.New("push: body is too big")
	// ErrEnvelope: the body is no XML, or it breaks before its Encrypt element.
	ErrEnvelope = errors.New("push: envelope is not well-formed XML")
	// ErrDoctype: the body or the message holds a document type or an entity declaration, which no push has.
	ErrDoctype = errors.New("push: XML holds a document type declaration")
	// ErrNoEncrypt: the envelope has no Encrypt element, or an empty or a second one. Plaintext pushes are never accepted.
	ErrNoEncrypt = errors.New("push: envelope has not exactly one filled Encrypt element")
	// ErrBase64: Encrypt is not base64.
	ErrBase64 = errors.New("push: Encrypt is not base64")
	// ErrBlockSize: the encrypted bytes are none at all, or not a multiple of 32.
	ErrBlockSize = errors.New("push: encrypted length is not a multiple of 32")
	// ErrPadding: the padding is wrong; most often the message was encrypted with another key.
	ErrPadding = errors.New("push: wrong padding, probably another key")
	// ErrLength: the declared message length does not fit into the decrypted bytes; most often another key.
	ErrLength = errors.New("push: declared message length does not fit, probably another key")
	// ErrAppID: the appid after the message is not one of those that may send it.
	ErrAppID = errors.New("push: message is for another appid")
	// ErrUnclean: the decrypted message holds bytes or marks that XML does not allow. It was read all the same.
	ErrUnclean = errors.New("push: decrypted message holds what XML does not allow")
	// ErrContent: the decrypted message is not one well-formed XML element. It was read up to where it breaks.
	ErrContent = errors.New("push: decrypted message is not well-formed XML")
	// ErrIncomplete: the message is or may be a ticket or an authorisation, and a value that it must have is not there just
	// once and whole. It must not be acknowledged.
	ErrIncomplete = errors.New("push: ticket or authorisation that cannot be read exactly")
)
