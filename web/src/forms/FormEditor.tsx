import { Eye, PencilLine, Save } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import { setFieldErrors } from '../fieldErrors.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { classes } from '../parts/classes.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { ConsentCard } from './ConsentCard.tsx'
import { ContinueCard } from './ContinueCard.tsx'
import { FieldsCard } from './FieldsCard.tsx'
import type { FormDraft } from './formDraft.ts'
import { FormPreview } from './FormPreview.tsx'
import { NameCard } from './NameCard.tsx'
import { ShareCard } from './ShareCard.tsx'

type Props = {
  title: string
  start: FormDraft
  /** Absent while it is new. */
  form?: Form
  readOnly?: boolean
  /** Switches between the form and its answers. */
  panes?: ReactNode
  /** Errors: what it throws is shown at the fields that it is about, or above the button. */
  onSave: (draft: FormDraft) => Promise<void>
  onClose: () => void
}

/** The editor of a form: on the left its parts, on the right the page as people see it. */
export function FormEditor({ title, start, form, readOnly = false, panes, onSave, onClose }: Props) {
  const { t } = useTranslation()
  const methods = useForm<FormDraft>({ defaultValues: start })
  const draft = useWatch({ control: methods.control }) as FormDraft
  // Read while rendering: the form watches only fields that are read.
  const { isDirty, isSubmitting } = methods.formState
  const [pane, setPane] = useState<'write' | 'look'>('write')
  const [trouble, setTrouble] = useState<unknown>(null)
  const [leaving, setLeaving] = useState(false)

  const save = methods.handleSubmit(
    async (filled) => {
      setTrouble(null)
      try {
        await onSave(filled)
        methods.reset(filled)
      } catch (caught) {
        const ofFields = filled.fields.flatMap((_, n) => [`fields.${n}.name`, `fields.${n}.label`] as const)
        const names = ['name', 'slug', 'consentText', 'accountId', 'message', ...ofFields] as const
        if (!setFieldErrors(caught, names, (name, error) => methods.setError(name, error))) setTrouble(caught)
        setPane('write')
      }
    },
    () => setPane('write'),
  )
  const close = () => (isDirty && !readOnly ? setLeaving(true) : onClose())

  return (
    <Drawer
      wide
      title={title}
      closeLabel={t('close')}
      onClose={close}
      header={
        <Choice
          label={t('builder.panes')}
          value={pane}
          onChange={setPane}
          options={[
            { value: 'write', label: <PencilLine className="size-4" aria-label={t('builder.write')} /> },
            { value: 'look', label: <Eye className="size-4" aria-label={t('forms.preview')} /> },
          ]}
          className="lg:hidden"
        />
      }
      footer={
        !readOnly && (
          <div className="grid gap-3">
            <ProblemNotice problem={trouble} />
            <Button
              look="primary"
              busy={isSubmitting}
              disabled={form !== undefined && !isDirty}
              className="justify-self-end"
              onClick={() => void save()}
            >
              <Save aria-hidden />
              {t(form ? 'forms.save' : 'forms.create')}
            </Button>
          </div>
        )
      }
    >
      <FormProvider {...methods}>
        <div className="grid min-h-full lg:grid-cols-[minmax(0,1fr)_25rem]">
          <form
            noValidate
            aria-label={title}
            onSubmit={(submit) => void save(submit)}
            className={classes('px-4 py-5 sm:px-6', pane === 'look' && 'hidden lg:block')}
          >
            {panes && <div className="mb-4">{panes}</div>}
            <fieldset disabled={readOnly} className="grid content-start gap-4">
              {form && <ShareCard form={form} />}
              <NameCard isNew={form === undefined} />
              <FieldsCard />
              <ConsentCard />
              <ContinueCard />
            </fieldset>
          </form>
          <div className={classes('border-line bg-sunk/50 lg:border-l', pane === 'write' && 'hidden lg:block')}>
            <div className="px-4 py-5 lg:sticky lg:top-0">
              <FormPreview draft={draft} />
            </div>
          </div>
        </div>
      </FormProvider>
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t('builder.leaveTitle')}
        text={t('builder.leaveText')}
        confirm={t('builder.leave')}
        cancel={t('builder.stay')}
        onConfirm={onClose}
      />
    </Drawer>
  )
}
