import type { Sentence } from '../model/sentence.ts'
import { accountChecks, type AccountCheck } from './accountChecks.ts'
import { instanceChecks, type InstanceCheck } from './instanceChecks.ts'
import { sentence } from './sentences.ts'

/** The title of each check: one without a title does not compile. */
const titles = Object.fromEntries(
  ([...Object.keys(accountChecks), ...Object.keys(instanceChecks)] as (AccountCheck | InstanceCheck)[]).map((name) => [
    name,
    sentence(`doctor.check_${name}`),
  ]),
) as Record<string, Sentence>

/** What a check is called. In: its name, as runs store it; that of a former release comes back as it is. */
export const titleOf = (name: string): Sentence => titles[name] ?? (name as Sentence)
