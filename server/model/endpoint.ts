/** What an endpoint speaks: any address of the user's, or a service with a form of its own. */
export const endpointKinds = ['webhook', 'hubspot', 'slack', 'sheets'] as const
export type EndpointKind = (typeof endpointKinds)[number]

export const endpointMethods = ['POST', 'PUT', 'PATCH'] as const
export type EndpointMethod = (typeof endpointMethods)[number]

export const endpointEventTypes = [
  'lead.created',
  'lead.updated',
  'message.received',
  'message.sent',
  'message.failed',
  'automation.finished',
  'account.status',
  'contact.opted_out',
] as const
export type EndpointEventType = (typeof endpointEventTypes)[number]

/** The events that a destination understands; null: all. */
export const understoodEvents: Record<EndpointKind, readonly EndpointEventType[] | null> = {
  webhook: null,
  slack: null,
  hubspot: ['lead.created', 'lead.updated'],
  sheets: ['lead.created', 'lead.updated'],
}

/** What a link of an endpoint may name; a page is an account. */
export const linkTypes = ['any', 'account', 'page', 'form', 'automation'] as const
export type LinkType = (typeof linkTypes)[number]

/**
 * What a link asks of an event: of its form, its campaign, or a field of the lead (`email`, or the name of a custom field). All conditions
 * of a link must hold.
 */
export type LinkCondition = {
  on: 'form' | 'campaign' | 'field'
  /** The name of the field. */
  name?: string | undefined
  is: 'one_of' | 'none_of' | 'present' | 'absent'
  values?: string[] | undefined
}

/** PENDING (not attempted yet) → RETRYING (attempted, and to be attempted again) → SUCCESS or FAILED. */
export const deliveryStatuses = ['PENDING', 'RETRYING', 'SUCCESS', 'FAILED'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

/** `degraded`: it fails at present. `paused`: a person switched it off. `disabled`: it was switched off since it failed. */
export const endpointStates = ['healthy', 'degraded', 'paused', 'disabled'] as const
