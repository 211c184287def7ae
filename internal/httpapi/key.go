package httpapi

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listKeys answers with the keys that a filter selects.
//
//	@Summary		List keys
//	@Description	The keys of the caller's organization, those that have ended included. No answer but that which made a key holds the key itself.
//	@ID				listKeys
//	@Tags			keys
//	@Param			filter	query		api.KeyFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Key]	"One page of keys"
//	@Security		bearer[admin]
//	@Router			/v1/keys [get]
func (s *server) listKeys(c *gin.Context) error { return list(c, s.svc.Keys) }

// getKey answers with one key.
//
//	@Summary		Read a key
//	@Description	What a key may do, until when, and when it was last used. A key of another organization is a 404.
//	@ID				getKey
//	@Tags			keys
//	@Param			key	path		string	true	"The key's id: what stands in the key between knb_live_ and the next underscore"
//	@Success		200	{object}	api.Key	"The key"
//	@Security		bearer[admin]
//	@Router			/v1/keys/{key} [get]
func (s *server) getKey(c *gin.Context) error { return get(c, c.Param("key"), s.svc.Key) }

// createKey makes a key.
//
//	@Summary		Make a key
//	@Description	For the caller's own organization. The member `key` is the key: it is in this one answer and is kept nowhere, so an answer that an Idempotency-Key repeats has null there. Scope coordinate can be handed out only by who carries it.
//	@ID				createKey
//	@Tags			keys
//	@Param			key	body		api.KeyInput	true	"What the key may do"
//	@Success		201		{object}	api.IssuedKey	"The key, shown this once"
//	@Security		bearer[admin]
//	@Router			/v1/keys [post]
func (s *server) createKey(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	return create(c, s.svc.CreateKey, addressOfKey)
}

// rotateKey makes the successor of a key.
//
//	@Summary		Rotate a key
//	@Description	Makes a key with the same organization, name and scopes. The old key works on for the overlap, or until it expires by itself. The member `key` is the new key, in this one answer only. The successor counts as the person who made it.
//	@ID				rotateKey
//	@Tags			keys
//	@Param			key	path		string	true	"The key's id"
//	@Param			rotation	body		api.RotationInput	true	"How long both keys work, and when the new one expires"
//	@Success		201		{object}	api.IssuedKey	"The new key, shown this once"
//	@Security		bearer[admin]
//	@Router			/v1/keys/{key}/rotations [post]
func (s *server) rotateKey(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	id := c.Param("key")
	rotate := func(ctx context.Context, who api.Caller, in api.RotationInput, once *api.Once) (api.IssuedKey, error) {
		return s.svc.RotateKey(ctx, who, id, in, once)
	}
	return create(c, rotate, addressOfKey)
}

// transitionKey revokes a key.
//
//	@Summary		Revoke a key
//	@Description	To `revoked`, with a reason. The key stops working at once and for good. Every key may revoke itself, so that whoever finds that theirs has leaked can end it; for other keys of the organization this needs scope admin. What was made by means of a key works on: list it by `root`.
//	@ID				transitionKey
//	@Tags			keys
//	@Param			key	path		string	true	"The key's id"
//	@Param			transition	body		api.Transition	true	"revoked, and why"
//	@Success		200		{object}	api.Key	"The key as it is now"
//	@Security		bearer
//	@Router			/v1/keys/{key}/transitions [post]
func (s *server) transitionKey(c *gin.Context) error {
	return transition(c, c.Param("key"), s.svc.TransitionKey)
}

func addressOfKey(k api.IssuedKey) string { return pathTo("keys", k.ID) }
