/** What a consent is about: every message of automations, or marketing alone. */
export const consentAbouts = ['messages', 'marketing'] as const
export type ConsentAbout = (typeof consentAbouts)[number]

/**
 * How a consent was given or taken back.
 *   word      the person wrote a word for it (STOP, START)
 *   platform  the platform's own switch in the chat
 *   signup    a sign-up link of the platform; `source_id` is its id there
 *   refused   the platform refused a message because the person had stopped
 *   form      a box that they checked on a form
 *   import    an import said so
 *   api       a call or a person of the workspace said so
 */
export const consentSources = ['word', 'platform', 'signup', 'refused', 'form', 'import', 'api'] as const
export type ConsentSource = (typeof consentSources)[number]

/** A consent as an event tells it. `words`: what the person read or wrote. */
export type Consent = {
  about: ConsentAbout
  isGiven: boolean
  source: ConsentSource
  words: string | null
  sourceId: string | null
}

/** PostgreSQL has no year 0 in the form in which times are written. */
export const earliestConsent = new Date('0001-01-01T00:00:00Z')
