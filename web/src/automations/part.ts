import type { TFunction } from 'i18next'
import type { ComponentType } from 'react'
import type { Step, StepOf, StepType } from '../../../server/model/automation.ts'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { BuilderForm, PartForms } from './builderForm.ts'
import type { CardProblem } from './unfinished.ts'

/** `account`: null while none is chosen. */
export type CardProps = { problems: CardProblem[]; onFocus: () => void; account: Account | null }

/** `save`: only finished parts, because the server accepts no blank texts. `preview`: unfinished parts too. */
export type Purpose = 'save' | 'preview'

/** Returns the next step of a definition if it is of this type and fits, and remembers its id under a name; else null. */
export type Take = <T extends StepType>(type: T, name: string, fits?: (step: StepOf<T>) => boolean) => StepOf<T> | null

/**
 * A part of the quick builder: conversion of its fields to and from steps, what is missing, and its card. Its fields in the form are in
 * builderForm.ts.
 */
export type Part = {
  /** In: `idOf`: the id of a step by its name. Out: its steps; none while there is nothing of it. */
  stepsOf(form: BuilderForm, idOf: (name: string) => string, purpose: Purpose): Step[]
  /** Reads its steps, the next ones of a definition, into the form. Out: false when the card cannot show them. */
  read(form: BuilderForm, take: Take, messageId: string): boolean
  /** What is missing on its card. */
  missing(form: BuilderForm, t: TFunction): string[]
  /** null: its fields are among the other settings (MoreCard.tsx). */
  Card: ComponentType<CardProps> | null
  /** The side of the preview that shows it. */
  tab: 'comments' | 'dm'
}

type OneStep<F, S extends Step> = {
  stepOf(form: F, id: string, purpose: Purpose): S | null
  formOf(step: S): F | null
  missing(form: F, t: TFunction): string | null
  Card: NonNullable<Part['Card']>
}

/** A part that represents one step of its name, with fields of its own under `parts`; null there: switched off. */
export const oneStep = <N extends keyof PartForms & StepType>(
  name: N,
  { stepOf, formOf, missing, Card }: OneStep<NonNullable<PartForms[N]>, StepOf<N>>,
): Part => ({
  stepsOf({ parts }, idOf, purpose) {
    const step = parts[name] && stepOf(parts[name], idOf(name), purpose)
    return step ? [step] : []
  },
  read({ parts }, take) {
    const step = take(name, name)
    if (step) parts[name] = formOf(step)
    return !step || Boolean(parts[name])
  },
  missing({ parts }, t) {
    const text = parts[name] && missing(parts[name], t)
    return text ? [text] : []
  },
  Card,
  tab: 'dm',
})
