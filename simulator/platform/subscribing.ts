import type { GraphCall } from './call.ts'
import { refuse } from './errors.ts'
import { names } from './params.ts'

/**
 * Fields that a Page can subscribe to (4.2, 13.6). Any of them enables delivery; the app determines which of Instagram's fields are
 * delivered (2.2).
 */
export const pageFields = [
  'feed',
  'mention',
  'name',
  'messages',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'messaging_account_linking',
  'messaging_feedback',
  'response_feedback',
  'standby',
  'leadgen',
]

/** The fields that a subscription may name, and the permission that each needs. */
export type Flavour = { known: string[]; permissionFor(field: string): string }

export const isMessaging = (field: string) => /^(messages$|message_|messaging_|standby$)/.test(field)

/** The subscription of a Page, whatever is behind it. */
export const byPage: Flavour = {
  known: pageFields,
  permissionFor(field) {
    if (isMessaging(field)) return 'pages_messaging'
    return field === 'leadgen' ? 'leads_retrieval' : 'pages_manage_metadata'
  },
}

/**
 * The fields that a POST to `subscribed_apps` asks for (meta-platform.md 13.6).
 * Errors: 100 with the accepted names when one is unknown, and then nothing changes; 200 (HTTP 403) when a permission is missing.
 */
export function wantedFields({ world, params, token }: GraphCall, flavour: Flavour): string[] {
  const fields = names(params, 'subscribed_fields') ?? []
  const withheld = world.settings.current().unknownFields.split(',')
  const known = flavour.known.filter((field) => !withheld.includes(field))
  const unknown = fields.find((field) => !known.includes(field))
  if (fields.length === 0) throw refuse.invalid('Param subscribed_fields is required')
  if (unknown)
    throw refuse.invalid(
      `Param subscribed_fields[${fields.indexOf(unknown)}] must be one of {${known.join(', ').toUpperCase()}} - got "${unknown}".`,
    )
  for (const field of fields) {
    const permission = flavour.permissionFor(field)
    if (!token.scopes.includes(permission)) throw refuse.fieldPermission(field, permission)
  }
  return fields
}
