/**
 * An error for the caller of the API: `code` for programs (docs/errors.md lists all), `message` says what to do. `details` name the parts
 * of the input concerned. Texts may be sentences of a catalogue (model/sentence.ts), since the reader's language is known only in the
 * response.
 */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: ErrorCode
  readonly details: { path: string; message: string }[] | undefined
  constructor(code: ErrorCode, message: string, details?: { path: string; message: string }[]) {
    super(message)
    this.status = errorCodes[code].status
    this.code = code
    this.details = details
  }
}

/** Every error code of the API with its status and meaning; a test compares docs/errors.md with this table. */
export const errorCodes = {
  invalid_input: { status: 400, means: 'Something in the request is missing or not of the right kind; `details` names it.' },
  not_publishable: { status: 400, means: 'The automation has problems that keep it from going live; `details` lists them.' },
  no_automations: { status: 400, means: 'Nothing on the account’s channel can start an automation.' },
  token_rejected: { status: 400, means: 'The platform did not accept the access token for this account.' },
  permission_missing: { status: 400, means: 'The token is valid and lacks a permission; the message names it.' },
  subscription_refused: { status: 400, means: 'The platform does not deliver the webhooks that are needed; the message says which.' },
  pin_wrong: {
    status: 400,
    means: 'The number has two-step verification and its PIN is not the one given. Enter its PIN, or set a new one at the platform.',
  },
  platform_refused: { status: 400, means: 'The platform refused the account for another reason than its token; the message has it.' },
  login_not_configured: { status: 400, means: 'No app is configured for this login; the message names the settings.' },
  rate_limited: { status: 429, means: 'The platform’s rate limit is reached, so nothing was changed. Try again in a few minutes.' },
  platform_unreachable: { status: 502, means: 'The platform could not be reached, so nothing was changed. Try again.' },
  not_signed_in: { status: 401, means: 'No valid session or key came with the request.' },
  forbidden: { status: 403, means: 'Your role or key may not do this.' },
  no_workspace: { status: 403, means: 'You are signed in, and belong to no workspace any more.' },
  sign_in_first: {
    status: 409,
    means: 'Sign in first: the invited email has a login already, or your session is too old to add a way in.',
  },
  link_used: { status: 410, means: 'The link was used, replaced or withdrawn, or its time is over. Ask for a new one.' },
  bad_origin: { status: 403, means: 'A browser sent this from another site, or without JSON.' },
  foreign_host: { status: 403, means: 'The `Host` header names an address that does not belong to this server.' },
  too_many_attempts: {
    status: 429,
    means:
      'Too many attempts to sign in from this address or for this email, or too many requests with a wrong key; `Retry-After` has the seconds to wait.',
  },
  bad_signature: { status: 401, means: 'The webhook is not signed with a secret of a connected app.' },
  bad_verify_token: { status: 403, means: 'The verify token is not the one of this app or account.' },
  no_entry_points: { status: 404, means: 'On the account’s channel nothing can be set that people see before they write.' },
  no_profile: { status: 404, means: 'The account’s channel has no profile of a business.' },
  no_posts: { status: 404, means: 'The account’s channel has no posts.' },
  no_history: { status: 404, means: 'The account’s channel does not list comments and messages, so missed ones cannot be found.' },
  no_templates: { status: 404, means: 'The account’s channel has no templates.' },
  no_lead_ads: { status: 404, means: 'The account’s channel has no lead ads.' },
  removed: { status: 410, means: 'It was older than your workspace keeps such data, and was removed; the message has the days.' },
  not_found: { status: 404, means: 'There is no such thing here.' },
  conflict: { status: 409, means: 'It exists already, belongs to somebody else, or is not in a state that allows this.' },
  version_conflict: {
    status: 409,
    means:
      'The automation, form or endpoint was changed since the version you sent; nothing was saved. Read it again, or send the new version to overwrite it.',
  },
  too_large: { status: 413, means: 'The body is larger than allowed (4 MB for webhooks, 256 kB elsewhere).' },
  unsupported_media_type: { status: 415, means: 'Send JSON with `content-type: application/json`.' },
  unavailable: { status: 503, means: 'The database is unavailable or the server is still starting. Try again.' },
  internal: { status: 500, means: 'A fault of ours; the log has it under the request id.' },
} as const satisfies Record<string, { status: number; means: string }>

export type ErrorCode = keyof typeof errorCodes

export const notFound = (what: string, id: string): never => {
  throw new ApiError('not_found', `There is no ${what} ${id} in this workspace.`)
}
