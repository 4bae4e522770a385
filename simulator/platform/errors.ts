import type { Settings } from '../world/settings.ts'

export type ErrorType = 'OAuthException' | 'GraphMethodException' | 'IGApiException' | 'FacebookApiException'

/** A refusal by the platform; its transaction is rolled back, and it is returned in the Graph envelope (meta-platform.md 8.1). */
export class GraphError extends Error {
  readonly code: number
  readonly subcode: number | undefined
  readonly type: ErrorType
  readonly userMessage: string | undefined
  readonly userTitle: string | undefined
  /** WhatsApp puts here what other products put into `error_subcode` (8.1). */
  readonly details: string | undefined
  /** The HTTP status, where the platform's is known to differ from the usual one. */
  readonly status: number | undefined
  /** A note from the simulator itself to its user; sent in a header, since the platform would not send it. */
  readonly hint: string | undefined

  constructor(
    code: number,
    text: string,
    more: {
      subcode?: number
      type?: ErrorType
      userMessage?: string
      userTitle?: string
      details?: string
      hint?: string
      bare?: boolean
      status?: number
    } = {},
  ) {
    super(more.bare ? text : `(#${code}) ${text}`)
    this.code = code
    this.subcode = more.subcode
    this.type = more.type ?? 'OAuthException'
    this.userMessage = more.userMessage
    this.userTitle = more.userTitle
    this.details = more.details
    this.status = more.status
    this.hint = more.hint
  }
}

/** The refusals that more than one module uses, each named after what happened; codes from meta-platform.md 8.2. */
export const refuse = {
  invalid: (text: string, subcode?: number) => new GraphError(100, text, { subcode }),
  unknownObject: (id: string, method: string) =>
    new GraphError(
      100,
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
      { subcode: 33, type: 'GraphMethodException', bare: true },
    ),
  unknownPath: (path: string, hint?: string) => new GraphError(2500, `Unknown path components: /${path}`, { hint, bare: true }),
  unsupported: (method: string, hint: string) =>
    new GraphError(100, `Unsupported ${method.toLowerCase()} request.`, { type: 'GraphMethodException', hint, bare: true }),
  /** graph.instagram.com returns this for an object that it does not know, and for an edge that an object does not have (13.6). */
  unsupportedThere: (method: string, hint?: string) =>
    new GraphError(100, `Unsupported request - method type: ${method.toLowerCase()}`, { type: 'IGApiException', hint, bare: true }),
  noToken: () => new GraphError(104, 'An access token is required to request this resource.'),
  badToken: () => new GraphError(190, 'Invalid OAuth access token - Cannot parse access token', { bare: true }),
  deadToken: (subcode: number | undefined, text: string) => new GraphError(190, text, { subcode, bare: true }),
  missingPermission: (permission: string) =>
    new GraphError(10, `Application does not have permission for this action: ${permission} is missing.`),
  /** meta-platform.md 13.6: a subscription to a field needs its permission. */
  fieldPermission: (field: string, permission: string) =>
    new GraphError(200, `To subscribe to the ${field} field, one of these permissions is needed: ${permission}`, { status: 403 }),
  /** An app without Advanced Access reaches only people with a role on it; returned without a subcode (7.5, 8.4). */
  noRole: (permission: string) =>
    new GraphError(200, `App does not have Advanced Access to ${permission} permission, and recipient user does not have role on app.`),
  outsideWindow: () =>
    new GraphError(10, 'This message is sent outside of allowed window.', {
      subcode: 2534022,
      userMessage: 'The person has not written within the allowed time.',
    }),
  /** The same on a Page (8.2). */
  outsidePageWindow: () => new GraphError(10, 'This message is sent outside of allowed window.', { subcode: 2018278 }),
  noSuchPersonOnPage: () => new GraphError(100, 'No matching user found', { subcode: 2018001 }),
  /** Another app controls the thread (2.6). */
  notThreadOwner: () => new GraphError(2018300, 'Message failed to send because another app is controlling this thread now.'),
  sendingTooFastOnPage: () => new GraphError(613, 'Calls to this api have exceeded the rate limit.', { subcode: 2018338 }),
  noSuchPerson: () => new GraphError(100, 'No matching Instagram user.', { subcode: 2534014 }),
  notForPrivateReply: () => new GraphError(100, 'The comment is not valid for a private reply.', { subcode: 2534025 }),
  cannotReceive: () => new GraphError(10, "This person can't receive messages from this account right now.", { subcode: 2018108 }),
  sendingTooFast: () => new GraphError(613, 'Calls to this api have exceeded the rate limit.', { subcode: 2534040 }),
  tooManyCalls: () =>
    new GraphError(80002, 'There have been too many calls to this Instagram account. Wait a bit and try again.', { subcode: 2446079 }),
  tooManyManagementCalls: () =>
    new GraphError(80008, 'There have been too many calls to this WhatsApp Business account. Wait a bit and try again.', {
      subcode: 2446079,
    }),
  /** 8.2: the owner of an Instagram account switched "connected tools" off. */
  messagesSwitchedOff: () =>
    new GraphError(200, 'The Instagram account has disabled access to messages for connected tools.', { subcode: 2534041 }),
  /** 13.1, row 1.27: the business took the app off the list of its Leads Access Manager. */
  leadAccessRevoked: () => new GraphError(200, 'CRM access has been revoked from Lead Access Manager'),
  tooManyLeadCalls: () =>
    new GraphError(80005, 'There have been too many leadgen api calls to this Page account. Wait a bit and try again.', {
      subcode: 2446079,
    }),
  consentNeeded: () => new GraphError(230, 'User consent is required to access user profile', { type: 'IGApiException' }),
  noProfile: () => new GraphError(9010, 'No matching Instagram user', { type: 'IGApiException' }),
}

/** The platform's sentence for a code, for faults that are set without a sentence of their own (8.2, 8.4). */
export const usualWords: Record<number, string> = {
  1: 'An unknown error occurred',
  2: 'Service temporarily unavailable',
  3: 'Application does not have the capability to make this API call.',
  4: 'Application request limit reached',
  10: 'Application does not have permission for this action',
  17: 'User request limit reached',
  32: 'Page request limit reached',
  100: 'Invalid parameter',
  190: 'Error validating access token: The token is no longer valid.',
  200: 'Permissions error',
  368: 'The action attempted has been deemed abusive or is otherwise disallowed',
  551: "This person isn't available right now.",
  613: 'Calls to this api have exceeded the rate limit.',
  80002: 'There have been too many calls to this Instagram account. Wait a bit and try again.',
  80005: 'There have been too many leadgen api calls to this Page account. Wait a bit and try again.',
}

// meta-platform.md 8.1: the codes that have a status other than 400 in the mode `varied`.
const varied: Record<number, number> = {
  1: 500,
  2: 503,
  4: 429,
  17: 429,
  32: 429,
  613: 429,
  80002: 429,
  10: 403,
  200: 403,
  230: 403,
  803: 404,
  368: 403,
  551: 403,
}

// WhatsApp documents a status for each code (meta-platform.md 13.2, row 2.11); 400 for the rest, also for its limits.
const ofWhatsApp: Record<number, number> = {
  0: 401,
  2: 503,
  3: 500,
  10: 403,
  368: 403,
  130497: 403,
  131000: 500,
  131005: 403,
  131016: 500,
  131031: 403,
  131045: 500,
  131057: 500,
  131201: 206,
  131207: 403,
  131208: 429,
  132001: 404,
  133000: 500,
  133004: 503,
  134102: 500,
}

/** The HTTP status of a code: 401 for 104 and 190 always; WhatsApp's own; else 400 or the varied one. */
export function statusOf(code: number, mood: Settings['httpStatuses'], hasOwn = false): number {
  if (code === 190 || code === 104) return 401
  if (mood === 'varied' && varied[code] !== undefined) return varied[code]
  // Codes of this size belong to WhatsApp alone.
  if (hasOwn || code >= 130_000) return ofWhatsApp[code] ?? (code >= 200 && code <= 299 ? 403 : 400)
  return 400
}

/** The envelope of meta-platform.md 8.1, with a fresh trace id. */
export function errorBody(error: GraphError, traceId: string): { error: Record<string, unknown> } {
  return {
    error: {
      message: error.message,
      type: error.type,
      code: error.code,
      ...(error.subcode && { error_subcode: error.subcode }),
      ...((error.code === 1 || error.code === 2) && { is_transient: true }),
      ...(error.userMessage && { error_user_title: error.userTitle ?? 'Message not sent', error_user_msg: error.userMessage }),
      ...(error.details && { error_data: { messaging_product: 'whatsapp', details: error.details } }),
      fbtrace_id: traceId,
    },
  }
}
