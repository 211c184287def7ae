package relief

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"

	"github.com/konbit-aid/konbit/api"
)

// sealedForm starts a secret that is sealed by AES-256-GCM under a key that is made of the pepper.
const sealedForm = "aes-gcm:"

func (p peppers) sealer(pepper []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(macOf(pepper, "konbit webhook secrets"))
	if err != nil {
		return nil, api.Internal(err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts a secret that must be read again.
func (p peppers) seal(text string) (string, error) {
	aead, err := p.sealer(p.now)
	if err != nil {
		return "", api.Internal(err)
	}
	return sealedForm + base64.StdEncoding.EncodeToString(aead.Seal(nil, nil, []byte(text), nil)), nil //nolint:gosec // it makes the nonce itself
}

// unseal decrypts what was sealed under this pepper, the one before, or none.
func (p peppers) unseal(sealed string) (string, error) {
	if len(sealed) < len(sealedForm) {
		return "", errSealed
	}
	b, err := base64.StdEncoding.DecodeString(sealed[len(sealedForm):])
	if err != nil {
		return "", errSealed
	}
	for _, pepper := range [][]byte{p.now, p.before, nil} {
		aead, err := p.sealer(pepper)
		if err != nil {
			return "", api.Internal(err)
		}
		if text, err := aead.Open(nil, nil, b, nil); err == nil {
			return string(text), nil
		}
	}
	return "", errSealed
}

var errSealed = errors.New("the secret of a webhook was sealed under another pepper: set KONBIT_KEY_PEPPER_OLD, or rotate the webhook's secret")

// newHookSecret makes a secret as Standard Webhooks has them: whsec_ and the base64 of random bytes.
func newHookSecret() string {
	b := make([]byte, 32)
	unguessable(b)
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}
