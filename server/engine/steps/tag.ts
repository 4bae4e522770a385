import type { TagStep } from '../../model/automation.ts'
import { tagKey } from '../../model/tag.ts'
import { type DecisionBuilder, note } from '../decisionBuilder.ts'
import { blocker, type Finding, warning } from '../finding.ts'
import { onward, type StepKind } from './step.ts'
import { sentence } from '../problems.ts'

/** Adds tags to the person and removes tags; a later condition of the same run sees the change. */
export const tag = {
  speaks: null,
  take(run, step, { next, builder }) {
    for (const name of step.remove ?? []) change(builder, step.id, name, false)
    for (const name of step.add ?? []) change(builder, step.id, name, true)
    return { run, to: next }
  },
  ways: (_step, next) => onward(next),
  problems(step) {
    const names = [...(step.add ?? []), ...(step.remove ?? [])]
    const both = (step.add ?? []).filter((name) => (step.remove ?? []).some((other) => tagKey(other) === tagKey(name)))
    const findings: Finding[] = []
    if (names.length === 0 || names.some((name) => tagKey(name) === ''))
      findings.push(blocker(step.id, 'tag_missing', sentence('problem.tag_missing')))
    if (both.length > 0)
      findings.push(warning(step.id, 'tag_added_and_removed', sentence('problem.tag_added_and_removed', { tag: both[0]! })))
    return findings
  },
  sentences: {
    tag_added: 'Added the tag “{{tag}}”.',
    tag_removed: 'Removed the tag “{{tag}}”.',
    tag_there: 'The person has the tag “{{tag}}” already.',
    tag_absent: 'The person does not have the tag “{{tag}}”.',
  },
} satisfies StepKind<TagStep>

function change(builder: DecisionBuilder, stepId: string, name: string, added: boolean): void {
  const key = tagKey(name)
  const { conversation } = builder
  if (key === '') return
  if (conversation.tags.has(key) === added) {
    note(builder, added ? 'tag_there' : 'tag_absent', { stepId, tag: name })
    return
  }
  const tags = new Set(conversation.tags)
  if (added) tags.add(key)
  else tags.delete(key)
  conversation.tags = tags
  builder.tags.push({ name, added })
  note(builder, added ? 'tag_added' : 'tag_removed', { stepId, tag: name })
}
