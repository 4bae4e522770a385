import { MessageCircle, Type } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { matchModes } from '../../../server/model/automation.ts'
import type { CardProblem } from './unfinished.ts'
import { Choice } from '../parts/Choice.tsx'
import { SelectField } from '../parts/Field.tsx'
import { WordsInput } from '../parts/WordsInput.tsx'
import type { BuilderForm } from './builderForm.ts'
import { PostPicker } from './PostPicker.tsx'
import { SentenceCard } from './SentenceCard.tsx'

type Props = { account: Account | null; problems: CardProblem[]; onFocus: () => void }

/** "When someone comments on … / writes a DM / replies to a story". */
export function TriggerCard({ account, problems, onFocus }: Props) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const [on, media] = watch(['on', 'media'])
  // What is chosen stays visible where the channel does not have it: the linter tells why it does not work.
  const offered = (['comment', 'message', 'story_reply'] as const).filter(
    (kind) => kind === on || (account?.triggers.includes(kind) ?? true),
  )
  return (
    <SentenceCard icon={MessageCircle} words={t('builder.when')} problems={problems} onFocus={onFocus}>
      <Choice
        label={t('builder.when')}
        value={on}
        onChange={(next) => {
          setValue('on', next, { shouldDirty: true })
          setValue('media', [], { shouldDirty: true })
        }}
        options={offered.map((value) => ({ value, label: t(`builder.on.${value}`) }))}
        className="flex w-full"
      />
      {on !== 'message' && (account?.hasPosts ?? true) && (
        <PostPicker
          label={t(on === 'comment' ? 'builder.whichPost' : 'builder.whichStory')}
          account={account}
          stories={on === 'story_reply'}
          picked={media}
          onPick={(ids) => setValue('media', ids, { shouldDirty: true })}
        />
      )}
    </SentenceCard>
  )
}

/** "and the comment has …". */
export function WordsCard({ problems, onFocus }: Omit<Props, 'account'>) {
  const { t } = useTranslation()
  const { watch, setValue, register } = useFormContext<BuilderForm>()
  const [on, anyWord, keywords, exclude] = watch(['on', 'anyWord', 'keywords', 'exclude'])
  const removeLabel = (word: string) => t('builder.removeWord', { word })
  return (
    <SentenceCard
      icon={Type}
      words={t(on === 'comment' ? 'builder.hasComment' : 'builder.hasMessage')}
      problems={problems}
      onFocus={onFocus}
    >
      <Choice
        label={t('builder.whichWords')}
        value={anyWord ? 'any' : 'these'}
        onChange={(next) => setValue('anyWord', next === 'any', { shouldDirty: true })}
        options={[
          { value: 'these', label: t('builder.theseWords') },
          { value: 'any', label: t('builder.anyWord') },
        ]}
        className="w-full sm:w-auto sm:justify-self-start"
      />
      {!anyWord && (
        <>
          <WordsInput
            label={t('builder.keywords')}
            words={keywords}
            onChange={(words) => setValue('keywords', words, { shouldDirty: true })}
            placeholder={t('builder.keywordsPlaceholder')}
            hint={t('builder.keywordsHint')}
            removeLabel={removeLabel}
          />
          <SelectField label={t('builder.match')} {...register('match')}>
            {matchModes.map((mode) => (
              <option key={mode} value={mode}>
                {t(`builder.matchMode.${mode}`)}
              </option>
            ))}
          </SelectField>
        </>
      )}
      <WordsInput
        label={t('builder.exclude')}
        words={exclude}
        onChange={(words) => setValue('exclude', words, { shouldDirty: true })}
        placeholder={t('builder.excludePlaceholder')}
        removeLabel={removeLabel}
      />
    </SentenceCard>
  )
}
