import type { TemplateStep } from '../../model/automation.ts'
import type { Template } from '../../model/content.ts'
import { fillTemplate, templateValues } from '../fillTemplate.ts'
import { planContent } from '../planMessage.ts'
import { onward, type StepKind } from './step.ts'

/**
 * Sends a text that the platform approved before, also outside the window. Whether it can be sent, and its parameters fit, is known when it
 * is sent: the template may change until then.
 */
export const template = {
  speaks: 'direct',
  take(run, step, { automation, next, builder }) {
    const values = templateValues(builder.conversation, run, builder.said)
    const content = {
      type: 'template' as const,
      template: withParameters(step.template, (text) => inOneLine(fillTemplate(text, values, null))),
    }
    return { run: planContent(builder, run, automation, step.id, content, 'direct'), to: next }
  },
  ways: (_step, next) => onward(next),
  texts: ({ template: { name } }) => [name],
  sample: ({ template: chosen }) => ({ type: 'template', template: chosen }),
  anyTime: true,
  sentences: {},
} satisfies StepKind<TemplateStep>

/** What people wrote may have several lines; a parameter has one. */
const inOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()

function withParameters(of: Template, filled: (text: string) => string): Template {
  const { parameters } = of
  if (!parameters) return of
  if (Array.isArray(parameters)) return { ...of, parameters: parameters.map(filled) }
  const { header, body, buttons } = parameters
  return {
    ...of,
    parameters: {
      ...(header && { header: header.map(filled) }),
      ...(body && {
        body: Array.isArray(body) ? body.map(filled) : Object.fromEntries(Object.entries(body).map(([name, text]) => [name, filled(text)])),
      }),
      ...(buttons && { buttons: buttons.map(filled) }),
    },
  }
}
