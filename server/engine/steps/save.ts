import type { SaveStep } from '../../model/automation.ts'
import { note } from '../decisionBuilder.ts'
import { warning } from '../finding.ts'
import { onward, type StepKind } from './step.ts'
import { sentence } from '../problems.ts'

/** The fields of requirement A10 have one spelling; all others are chosen by the owner. */
const knownFields = new Set(['email', 'phone', 'name'])
const fieldName = (field: string): string => (knownFields.has(field.toLowerCase()) ? field.toLowerCase() : field)

/** Stores the last answer: in the run, in the lead (one per run, however many questions), and with the contact. */
export const save = {
  speaks: null,
  take(run, step, { automation, next, builder }) {
    const field = fieldName(step.field)
    if (run.answer === null) {
      note(builder, 'nothing_to_save', { stepId: step.id, field })
      return { run, to: next }
    }
    const saved = { ...run.saved, [field]: run.answer }
    const leadId = run.leadId ?? builder.newId()
    const { saveToDatabase: keep, notificationEmail, webhookUrl } = automation.definition.lead
    const earlier = builder.leads.find((other) => other.leadId === leadId)
    const lead = {
      leadId,
      runId: run.id,
      automationId: automation.id,
      versionId: run.versionId,
      fields: saved,
      keep,
      isFirst: run.leadId === null || earlier?.isFirst === true,
      automationName: automation.name,
      notify: notificationEmail || null,
      webhookUrl: webhookUrl || null,
    }
    builder.leads = [...builder.leads.filter((other) => other !== earlier), lead]
    builder.conversation.fields = { ...builder.conversation.fields, [field]: run.answer }
    note(builder, 'saved', { stepId: step.id, field, keep })
    return { run: { ...run, saved, leadId }, to: next }
  },
  ways: (_step, next) => onward(next),
  blind: (step) => warning(step.id, 'save_without_answer', sentence('problem.save_without_answer')),
  sentences: {
    saved: 'Saved the answer as {{>field}}.',
    nothing_to_save: 'There was no answer to save as {{>field}}.',
  },
} satisfies StepKind<SaveStep>
