-- A public reply that announces a DM waits until the DM has ended (docs/decisions/0044-replies-wait-for-their-dm.md). `waits_for`: the DM.
-- While it waits `not_before` is infinity, so that whoever looks for what is due never walks over it; the statement that ends the DM
-- sets it to the present. `waits_for` stays: before the reply is posted its DM is looked at once more.
alter table outbox add column waits_for uuid;
create index outbox_waiting on outbox (waits_for) where waits_for is not null;
