import type { TFunction } from 'i18next'
import type { ComponentType } from 'react'
import type { Step } from '../../../server/model/automation.ts'
import { conditionPart, type ConditionForm } from './ConditionCard.tsx'
import { tagPart, type TagForm } from './TagCard.tsx'
import type { CardProblem } from './unfinished.ts'

/**
 * A card of the quick builder that represents one step: its fields in the form, conversion to and from the step, what is
 * missing, and the component. `place`: before all messages, or after them.
 */
export type Part<F, S extends Step> = {
  place: 'start' | 'end'
  /** The step, finished or (for the preview) not. Out: null while the card is empty. */
  stepOf(form: F, id: string, purpose: 'save' | 'preview'): S | null
  /** Out: null when the card cannot show all of the step. */
  formOf(step: S): F | null
  missing(form: F, t: TFunction): string | null
  Card: ComponentType<{ problems: CardProblem[]; onFocus: () => void }>
}

/** The fields of each in the form; null: switched off. */
export type PartForms = { condition: ConditionForm | null; tag: TagForm | null }
export type PartName = keyof PartForms
export const noParts: PartForms = { condition: null, tag: null }
export const partNames = Object.keys(noParts) as PartName[]

const parts = { condition: conditionPart, tag: tagPart } satisfies Record<PartName, unknown>
const partOf = (name: PartName) => parts[name] as unknown as Part<unknown, Step>

/** The steps of the cards at one place that are switched on. */
export const stepsOfParts = (
  forms: PartForms,
  place: 'start' | 'end',
  idOf: (part: PartName) => string,
  purpose: 'save' | 'preview',
): Step[] =>
  partNames.flatMap((name) => {
    const step = partOf(name).place === place && forms[name] ? partOf(name).stepOf(forms[name], idOf(name), purpose) : null
    return step ? [step] : []
  })

/**
 * The cards' fields for the steps at one place. In: `take` takes the next step if it has this type. Out: null when a card cannot show its
 * step.
 */
export function partsFrom(place: 'start' | 'end', take: (type: Step['type'], part: string) => Step | null): Partial<PartForms> | null {
  const found: Partial<Record<PartName, unknown>> = {}
  for (const name of partNames) {
    const step = partOf(name).place === place ? take(name, name) : null
    if (!step) continue
    const form = partOf(name).formOf(step)
    if (!form) return null
    found[name] = form
  }
  return found as Partial<PartForms>
}

/** What is missing on these cards. */
export const missingOfParts = (forms: PartForms, t: TFunction): { card: PartName; text: string }[] =>
  partNames.flatMap((card) => {
    const text = forms[card] ? partOf(card).missing(forms[card], t) : null
    return text ? [{ card, text }] : []
  })

/** The cards at one place, in their order. */
export const cardsAt = (place: 'start' | 'end') =>
  partNames.flatMap((name) => (partOf(name).place === place ? [{ name, Card: partOf(name).Card }] : []))
