namespace Sallyport.Detection.ContentClasses;

/// <summary>Words of statements, models, forecasts and deals.</summary>
internal static class FinancialWords
{
    public const string Text = """
        2.5: ebitda, ebit, net present value, discounted cash flow, weighted average cost of capital, wacc, free cash flow, gross margin, operating margin, net income, balance sheet, income statement, cash flow statement, accounts receivable, accounts payable, retained earnings, deferred revenue, goodwill impairment, working capital, capital expenditure, capex, opex, cost of goods sold, cogs, earnings per share, fiscal year, year over year, quarter over quarter, q1 forecast, revenue forecast, shareholder equity, shareholders' equity, term sheet, cap table, due diligence, pre-money valuation, post-money valuation, enterprise value, ev/ebitda, irr, moic, leveraged buyout, debt covenant, syndicated loan, amortization schedule, accrued interest, general ledger, trial balance, journal entry, chart of accounts, material non-public information, arr, mrr, burn rate, runway, variance analysis, board deck, earnings call, write-down
        1.2: revenue, revenues, valuation, dividend, dividends, liquidity, depreciation, amortization, liabilities, receivables, payables, audited, unaudited, consolidated, profit, margin, forecast, budgeted, fiscal, equity, portfolio, hedge, derivatives, basis points, underwriting, acquisition, merger, investor, investors, shareholders, interest rate, tax rate, accrual, invoice total, churn, gaap, ifrs, yoy, qoq
        0.5: budget, cost, costs, cash, assets, debt, loan, quarter, invoice, tax, sales, growth, million, investment, expenses, earnings
        2.5: bilanzsumme, gewinn- und verlustrechnung, kapitalflussrechnung, eigenkapitalquote, umsatzerlöse, jahresüberschuss, jahresfehlbetrag, rückstellungen, verbindlichkeiten, abschreibungen, betriebsergebnis, rohertrag, deckungsbeitrag, liquiditätsplanung, working capital, bruttomarge, konzernabschluss, jahresabschluss, geschäftsjahr, quartalszahlen, kapitalwert, unternehmensbewertung, anlagevermögen, umlaufvermögen, fremdkapital, dividende, kennzahlen, hgb-abschluss, buchungssatz
        1.2: umsatz, ergebnis vor steuern, bilanz, gewinn, verlust, forderungen, eigenkapital, rendite, prognose, vorjahr, quartal, steuerquote, zinsaufwand, investoren, aktionäre, marge, kosten
        0.5: budget, kredit, darlehen, steuer, steuern, rechnung, mio, investition
        2.5: chiffre d'affaires, compte de résultat, bilan consolidé, excédent brut d'exploitation, résultat net, résultat d'exploitation, besoin en fonds de roulement, flux de trésorerie, capitaux propres, dotations aux amortissements, marge brute, exercice clos, plan de trésorerie, endettement net, immobilisations, valorisation, levée de fonds
        1.2: bilan, trésorerie, dividende, dividendes, actionnaires, provisions, passif, actif, créances, dettes, prévisions, exercice, comptes annuels, rentabilité, marge, trimestre
        0.5: budget, coûts, emprunt, impôt, impôts, facture, investissement, croissance
        2.5: cuenta de resultados, balance de situación, flujo de caja, estado de flujos, fondo de maniobra, resultado neto, resultado de explotación, patrimonio neto, margen bruto, cifra de negocios, ejercicio fiscal, deuda neta, valor actual neto, amortizaciones, cuentas anuales, ronda de financiación
        1.2: ingresos, beneficio, balance, dividendos, accionistas, pasivo, activo, tesorería, previsión, trimestre, rentabilidad, margen, cuentas por cobrar, cuentas por pagar, ventas
        0.5: presupuesto, costes, préstamo, impuesto, impuestos, factura, inversión
        """;
}
