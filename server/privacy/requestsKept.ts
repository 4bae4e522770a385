/**
 * How long a request that changed nothing is kept, with its status page. The platform names no time (meta-platform.md 7.4); half a year is
 * longer than a person looks at the page. A request that was issued longer ago is refused: it may be one that was forgotten.
 */
export const requestsKeptMs = 180 * 86_400_000
