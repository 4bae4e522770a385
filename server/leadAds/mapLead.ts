import { readEmail } from '../engine/readEmail.ts'
import { readPhone } from '../engine/readPhone.ts'

/**
 * Where the answer of a question goes: into a field of the lead, into a custom field of that name (`field:size`), or nowhere. First and
 * last name become the name when no other question does.
 */
export const leadTargets = ['email', 'phone', 'name', 'first_name', 'last_name', 'nowhere'] as const
export type Target = (typeof leadTargets)[number] | `field:${string}`
export type Mapping = Record<string, Target>

const custom = 'field:'
export const isTarget = (given: string): given is Target =>
  (leadTargets as readonly string[]).includes(given) || (given.startsWith(custom) && given.length > custom.length)

/** The platform's own questions and where their answers usually go (meta-platform.md 6.2); every other one goes to a field of its name. */
const usual: Mapping = {
  email: 'email',
  work_email: 'email',
  phone_number: 'phone',
  work_phone_number: 'phone',
  full_name: 'name',
  first_name: 'first_name',
  last_name: 'last_name',
}
export const targetOf = (mapping: Record<string, string>, question: string): Target => {
  const given = Object.hasOwn(mapping, question) ? mapping[question]! : null
  if (given !== null && isTarget(given)) return given
  return Object.hasOwn(usual, question) ? usual[question]! : `${custom}${question}`
}

export type Mapped = { email: string | null; phone: string | null; name: string | null; customFields: Record<string, string> }

/**
 * The fields of a lead from the answers of its form. Nothing is lost: an address or number that is none (the test tool fills in words), and
 * a second answer for the same field, stay as a custom field under the question's own name. Several values are joined by a comma.
 * In:     the answers, the form's mapping, the country (ISO, two letters) for numbers without a country code.
 */
export function mapLead(answers: { name: string; values: string[] }[], mapping: Record<string, string>, country: string): Mapped {
  const lead = { email: null, phone: null, name: null } as Omit<Mapped, 'customFields'>
  // Questions are named by people, so a name may be one that every object has.
  const customFields = new Map<string, string>()
  const names: { first_name?: string; last_name?: string } = {}
  const keep = (field: string, text: string) => {
    const known = customFields.get(field)
    customFields.set(field, known === undefined ? text : `${known}, ${text}`)
  }
  for (const { name: question, values } of answers) {
    const text = values
      .map((value) => value.trim())
      .filter(Boolean)
      .join(', ')
    const target = targetOf(mapping, question)
    if (!text || target === 'nowhere') continue
    if (target.startsWith(custom)) keep(target.slice(custom.length), text)
    else if (target === 'first_name' || target === 'last_name') names[target] ??= text
    else {
      const field = target as 'email' | 'phone' | 'name'
      const valid = field === 'email' ? readEmail(text) : field === 'phone' ? readPhone(text, country) : text
      if (valid === null || lead[field] !== null) keep(question, text)
      else lead[field] = valid
    }
  }
  lead.name ??= [names.first_name, names.last_name].filter(Boolean).join(' ') || null
  return { ...lead, customFields: Object.fromEntries(customFields) }
}
