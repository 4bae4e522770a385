import { Reply } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Toggle } from '../parts/Toggle.tsx'
import type { BuilderForm } from './builderForm.ts'
import type { Part } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { filled } from './textChecks.ts'
import { TextsField } from './TextsField.tsx'
import type { CardProblem } from './unfinished.ts'

export const replyPart: Part = {
  stepsOf({ replyOn, on, replies, replyFirst }, idOf) {
    const texts = filled(replies)
    if (!replyOn || on !== 'comment' || texts.length === 0) return []
    return [{ id: idOf('reply'), type: 'reply', texts, ...(replyFirst ? { replyFirst: true } : {}) }]
  },
  read(form, take) {
    const reply = take('reply', 'reply')
    if (reply) Object.assign(form, { replyOn: true, replies: reply.texts.map((text) => ({ text })), replyFirst: reply.replyFirst === true })
    return true
  },
  missing: ({ replyOn, on, replies }, t) => (replyOn && on === 'comment' && filled(replies).length === 0 ? [t('unfinished.noReply')] : []),
  Card: ReplyCard,
  tab: 'comments',
}

/** "reply under the post". */
function ReplyCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const [on, trigger] = watch(['replyOn', 'on'])
  if (trigger !== 'comment') return null
  return (
    <SentenceCard
      icon={Reply}
      words={t('builder.reply')}
      offText={t('builder.replyOff')}
      on={on}
      onSwitch={(next) => setValue('replyOn', next, { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      <TextsField
        name="replies"
        label={t('builder.replyText')}
        placeholder={t('builder.replyPlaceholder')}
        rows={1}
        hint={t('builder.replyHint')}
      />
      <div className="flex items-center gap-3">
        <div className="grow">
          <p className="text-sm font-semibold">{t('builder.replyFirst')}</p>
          <p className="text-sm text-soft">{t('builder.replyFirstHint')}</p>
        </div>
        <Toggle
          label={t('builder.replyFirst')}
          on={watch('replyFirst')}
          onChange={(first) => setValue('replyFirst', first, { shouldDirty: true })}
        />
      </div>
    </SentenceCard>
  )
}
