-- The repayments that a bill's verdict is drawn from; null for one of an earlier release, whose first repayment counts.
alter table bill add column repayments mediumtext;
