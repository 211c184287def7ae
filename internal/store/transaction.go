package store

import "github.com/konbit-aid/konbit/api"

type transactionRow struct {
	ID         string  `gorm:"column:id;primaryKey"`
	Pledge     string  `gorm:"column:pledge"`
	Type       string  `gorm:"column:type"`
	Amount     int64   `gorm:"column:amount"`
	Currency   string  `gorm:"column:currency"`
	AmountUSD  int64   `gorm:"column:amount_usd"`
	OnDate     day     `gorm:"column:on_date"`
	Reference  opt     `gorm:"column:reference"`
	Region     opt     `gorm:"column:region"`
	Sector     opt     `gorm:"column:sector"`
	ReportedBy string  `gorm:"column:reported_by"`
	Counted    bool    `gorm:"column:counted"`
	Sources    sources `gorm:"column:sources"`
	Stamp      `gorm:"embedded"`
}

// TableName is transactions.
func (transactionRow) TableName() string { return "transactions" }

func transactionToRow(t api.Transaction) transactionRow {
	row := transactionRow{ID: t.ID, Pledge: t.Pledge, Type: string(t.Type), Amount: t.Amount.Minor, Currency: string(t.Amount.Currency),
		AmountUSD: int64(t.AmountUSD), OnDate: day(t.Date), Reference: opt(t.Reference), ReportedBy: t.ReportedBy, Counted: t.Counted,
		Sources: t.Sources, Stamp: stampOf(t.Meta)}
	if a := t.Allocation; a != nil {
		row.Region, row.Sector = opt(a.Region), opt(a.Sector)
	}
	return row
}

func (row transactionRow) api() api.Transaction {
	t := api.Transaction{ID: row.ID, Pledge: row.Pledge, AmountUSD: api.Cents(row.AmountUSD), ReportedBy: row.ReportedBy, Counted: row.Counted,
		Meta: row.meta(), TransactionInput: api.TransactionInput{Type: api.TransactionType(row.Type),
			Amount: api.Money{Minor: row.Amount, Currency: api.Currency(row.Currency)}, Date: api.Date(row.OnDate),
			Reference: api.Opt(row.Reference), Sources: row.Sources}}
	if row.Region != "" {
		t.Allocation = &api.Cell{Region: string(row.Region), Sector: api.SectorCode(row.Sector)}
	}
	return t
}

// Transaction reads one transaction of a pledge.
func (tx *Tx) Transaction(pledge, id string) (api.Transaction, bool, error) {
	row, found, err := take[transactionRow](tx, "transactions", "pledge = ? AND id = ?", pledge, id)
	return row.api(), found, err
}

// TransactionsOf reads every transaction of some pledges in the order in which
// they happened.
func (tx *Tx) TransactionsOf(pledges ...string) (map[string][]api.Transaction, error) {
	rows, err := scan[transactionRow](tx, "SELECT * FROM transactions WHERE pledge IN ? ORDER BY on_date, id", pledges)
	return groupBy(convert(rows, transactionRow.api), func(t api.Transaction) string { return t.Pledge }), err
}

// AddTransaction writes a new transaction.
func (tx *Tx) AddTransaction(t api.Transaction) error { return insert(tx, transactionToRow(t)) }

var transactionList = listing{name: "transactions", from: "transactions", cols: "*", key: "id",
	sorts: both(map[string]order{}, "id", "id")}

// Transactions lists the transactions of one pledge.
func (tx *Tx) Transactions(pledge string, f api.TransactionFilter) (api.List[api.Transaction], error) {
	var q query
	q.add("pledge = ?", pledge)
	in(&q, "type", f.Type)
	q.is("on_date", ">=", f.DateFrom)
	q.is("on_date", "<=", f.DateTo)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, transactionList, q, p, sort, struct {
		Pledge string
		Filter api.TransactionFilter
	}{pledge, f}, func(r transactionRow, _ string) []any { return []any{r.ID} })
	return api.List[api.Transaction]{Data: convert(rows, transactionRow.api), Next: api.Opt(next), Total: total}, err
}
