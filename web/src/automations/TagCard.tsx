import { Tag } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { TagsInput } from '../contacts/TagsInput.tsx'
import type { BuilderForm } from './builderForm.ts'
import { oneStep } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import type { CardProblem } from './unfinished.ts'

export type TagForm = { add: string[]; remove: string[] }
const blank: TagForm = { add: [], remove: [] }

export const tagPart = oneStep('tag', {
  stepOf: ({ add, remove }, id) =>
    add.length + remove.length === 0
      ? null
      : { id, type: 'tag', ...(add.length > 0 ? { add } : {}), ...(remove.length > 0 ? { remove } : {}) },
  formOf: ({ add = [], remove = [] }) => ({ add, remove }),
  missing: ({ add, remove }, t) => (add.length + remove.length === 0 ? t('unfinished.noTag') : null),
  Card: TagCard,
})

/** "and tag them". */
function TagCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const form = watch('parts.tag')
  const set = (changes: Partial<TagForm>) => setValue('parts.tag', { ...(form ?? blank), ...changes }, { shouldDirty: true })
  return (
    <SentenceCard
      icon={Tag}
      words={t('builder.tag')}
      offText={t('builder.tagOff')}
      on={form !== null}
      onSwitch={(on) => setValue('parts.tag', on ? blank : null, { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      <TagsInput label={t('builder.tagAdd')} tags={form?.add ?? []} onChange={(add) => set({ add })} hint={t('builder.tagHint')} />
      <TagsInput label={t('builder.tagRemove')} tags={form?.remove ?? []} onChange={(remove) => set({ remove })} />
    </SentenceCard>
  )
}
