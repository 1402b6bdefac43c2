package push

import "errors"

// One value for each cause, to be tested with [errors.Is].
var (
	// ErrKey: the EncodingAESKey is not 43 characters of A-Z, a-z, 0-9. Copy it again from the platform's console.
	ErrKey = errors.New("push: EncodingAESKey is not 43 characters of A-Z, a-z, 0-9")
	// ErrSignature: msg_signature does not belong to this token, timestamp, nonce and Encrypt. Refuse the message.
	ErrSignature = errors.New("push: msg_signature does not match")
	// ErrEnvelope: the body is not one well-formed XML element.
	ErrEnvelope = errors.New("push: envelope is not well-formed XML")
	// ErrDoctype: the body holds a document type or an entity declaration, which no push has.
	ErrDoctype = errors.New("push: envelope holds a document type declaration")
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
)
