import type { LinkCondition } from '../model/endpoint.ts'

/** What conditions are asked of: the form and campaign of an event, and the fields of its lead. */
export type Asked = { formId: string | null; campaignId: string | null; fields: Record<string, string | null | undefined> }

const plain = (text: string) => text.trim().toLowerCase()

function holds({ on, name, is, values = [] }: LinkCondition, { formId, campaignId, fields }: Asked): boolean {
  const value = on === 'form' ? formId : on === 'campaign' ? campaignId : Object.hasOwn(fields, name ?? '') ? fields[name ?? ''] : null
  const isPresent = value !== null && value !== undefined && value.trim() !== ''
  if (is === 'present' || is === 'absent') return isPresent === (is === 'present')
  const isOne = isPresent && values.some((one) => plain(one) === plain(value))
  return isOne === (is === 'one_of')
}

/** Whether all conditions of a link hold. Values are compared without regard to case. */
export const conditionsHold = (conditions: LinkCondition[], asked: Asked): boolean => conditions.every((one) => holds(one, asked))
