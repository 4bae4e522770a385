import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AlertDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'

export type SendTo = { endpointId: string; again: boolean }
/** `count`: how many leads; null: all that match. */
type Props = { count: number | null; children: ReactNode; onSend: (to: SendTo) => void }

/** Asks which endpoint gets the leads. */
export function SendToEndpoint({ count, children, onSend }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const title = count === null ? t('leads.sendEveryTitle') : t('leads.sendTitle', { count })
  const send = (to: SendTo) => {
    setOpen(false)
    onSend(to)
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox title={title} text={t('leads.sendText')}>
        <Endpoint onSend={send} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Endpoint({ onSend }: Pick<Props, 'onSend'>) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.someEndpoints)
  const { register, handleSubmit, watch } = useForm<SendTo>({ defaultValues: { endpointId: '', again: false } })
  const cancel = (
    <AlertDialog.Cancel asChild>
      <Button>{t('cancel')}</Button>
    </AlertDialog.Cancel>
  )
  if (data?.data.length === 0)
    return (
      <>
        <p className="mt-4 text-soft">{t('leads.noEndpoints')}</p>
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          {cancel}
          <Button asChild look="primary">
            <Link to="/settings/endpoints">{t('leads.newEndpoint')}</Link>
          </Button>
        </div>
      </>
    )
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={(submit) => void handleSubmit(onSend)(submit)}>
      <SelectField label={t('leads.endpoint')} className="w-full" {...register('endpointId')}>
        <option value="">{t('leads.chooseEndpoint')}</option>
        {data?.data.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <label className="flex items-start gap-2.5 text-sm">
        <input type="checkbox" className="mt-0.5 size-4 accent-accent" {...register('again')} />
        {t('leads.sendAgain')}
      </label>
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        {cancel}
        <Button type="submit" look="primary" disabled={watch('endpointId') === ''}>
          {t('leads.send')}
        </Button>
      </div>
    </form>
  )
}
