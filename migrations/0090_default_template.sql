-- The template that DMs to leads are sent with outside the window (docs/decisions/0117-the-default-template.md). No foreign key, since
-- templates belong to accounts: one that is gone is as good as none.
alter table accounts add column default_template_id uuid;
