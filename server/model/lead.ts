/** Where a lead comes from. */
export const leadSources = ['automation', 'form', 'lead_ad', 'api', 'import'] as const
export type LeadSource = (typeof leadSources)[number]

/**
 * NEW → PROCESSING (the first attempt was made) → DELIVERED (every delivery succeeded) or FAILED (one was given up). ARCHIVED is shown in
 * their place. Filters alone know two kinds of NEW: QUEUED, which an endpoint is to get, and KEPT, which no endpoint wants.
 */
export const leadStatuses = ['NEW', 'PROCESSING', 'DELIVERED', 'FAILED', 'ARCHIVED'] as const
export const filteredStatuses = [...leadStatuses, 'QUEUED', 'KEPT'] as const
export type FilteredStatus = (typeof filteredStatuses)[number]

/** What can be chosen to filter leads by, and where a chosen one is known from: a form of the workspace, a lead ad, or leads alone. */
export const chosenOf = ['form', 'campaign'] as const
export type ChosenOf = (typeof chosenOf)[number]
export const originKinds = ['form', 'lead_ad', 'lead'] as const
export type OriginKind = (typeof originKinds)[number]

/** What a bulk action does with leads. `retry` sends again what endpoints did not get of them, `send` sends them to one. */
export const leadActions = ['archive', 'unarchive', 'delete', 'retry', 'send'] as const
export type LeadAction = (typeof leadActions)[number]

/** The custom field for a phone number of a program that cannot be read, as it was given. */
export const unreadPhone = 'phone_as_given'
