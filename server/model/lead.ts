/** Where a lead comes from. */
export const leadSources = ['automation', 'form', 'lead_ad', 'api', 'import'] as const
export type LeadSource = (typeof leadSources)[number]

/**
 * NEW → PROCESSING (the first attempt was made) → DELIVERED (every delivery succeeded) or FAILED (one was given up). ARCHIVED is shown in
 * their place. KEPT filters leads that are NEW because no endpoint wants them.
 */
export const leadStatuses = ['NEW', 'PROCESSING', 'DELIVERED', 'FAILED', 'ARCHIVED'] as const
export const filteredStatuses = [...leadStatuses, 'KEPT'] as const
export type FilteredStatus = (typeof filteredStatuses)[number]

/** What a bulk action does with leads. `retry` sends again what endpoints did not get of them. */
export const leadActions = ['archive', 'unarchive', 'delete', 'retry'] as const
export type LeadAction = (typeof leadActions)[number]
