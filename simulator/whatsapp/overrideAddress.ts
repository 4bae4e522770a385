import { NeedsHandshake, type GraphCall } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { text, type Params } from '../platform/params.ts'
import { maxOverrideChars } from './overrides.ts'

/**
 * Returns the address of `override_callback_uri`, once its handshake succeeded (meta-platform.md 1.2, 13.1 row 1.23).
 * In:     the parameters that hold it and `verify_token`.
 * Out:    null when it is missing or empty, which removes an override.
 * Errors: NeedsHandshake before the handshake; 2200 when it failed; 100 for an invalid address.
 */
export function agreedAddress(call: GraphCall, params: Params): { url: string; verifyToken: string } | null {
  const url = text(params, 'override_callback_uri')
  const verifyToken = text(params, 'verify_token')
  if (url === undefined || url === '') {
    if (verifyToken !== undefined && url === undefined) throw refuse.invalid('Param override_callback_uri is required with verify_token')
    return null
  }
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw refuse.invalid('Param override_callback_uri should represent a valid URL')
  if (url.length > maxOverrideChars)
    throw refuse.invalid(`Length of param override_callback_uri must be less than or equal to ${maxOverrideChars}`)
  if (!verifyToken) throw refuse.invalid('Param verify_token is required with override_callback_uri')
  const { handshake } = call
  if (handshake?.url !== url || handshake.verifyToken !== verifyToken) throw new NeedsHandshake(url, verifyToken)
  if (handshake.failure !== null)
    throw new GraphError(2200, 'Callback verification failed: the callback URL or verify token could not be validated.', {
      hint: handshake.failure.replaceAll(/[^\x20-\x7e]/g, '?'),
    })
  return { url, verifyToken }
}
