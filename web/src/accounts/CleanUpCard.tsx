import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

const mostDays = 3_650

/** After how many days archived leads and finished deliveries are deleted (requirement E7). */
export function CleanUpCard() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const { register, handleSubmit, formState, reset } = useForm({ defaultValues: { days: String(me.workspace.cleanUpDays) } })
  const { errors } = formState
  const save = async ({ days }: { days: string }) => {
    try {
      const { cleanUpDays } = await api.changeWorkspace({ cleanUpDays: Number(days) })
      await client.invalidateQueries({ queryKey: ['me'] })
      reset({ days: String(cleanUpDays) })
      showNote(t('settings.saved'))
    } catch (trouble) {
      showProblem(t, trouble, () => void save({ days }))
    }
  }
  return (
    <section aria-labelledby="clean-up" className="mt-10">
      <h2 id="clean-up" className="mb-4 text-lg font-bold">
        {t('cleanUp.title')}
      </h2>
      <form
        noValidate
        onSubmit={(submit) => void handleSubmit(save)(submit)}
        className="grid items-start gap-4 rounded-2xl border border-line bg-card p-5 shadow-card sm:grid-cols-[1fr_auto]"
      >
        <TextField
          label={t('cleanUp.days')}
          hint={t('cleanUp.hint')}
          inputMode="numeric"
          className="max-w-32"
          error={errors.days?.message}
          {...register('days', {
            validate: (days) => (/^\d{1,4}$/.test(days.trim()) && Number(days) <= mostDays) || t('cleanUp.between', { most: mostDays }),
          })}
        />
        <Button
          type="submit"
          look="primary"
          className="justify-self-start sm:mt-7"
          disabled={!formState.isDirty}
          busy={formState.isSubmitting}
        >
          {t('settings.save')}
        </Button>
      </form>
    </section>
  )
}
