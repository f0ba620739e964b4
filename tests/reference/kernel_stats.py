"""Works out statistics of made-up numbers with scipy, statsmodels and pingouin.

    python kernel_stats.py ../it/reference/statistics_data.csv ../it/reference/statistics_python.csv
"""

import sys
import warnings

import numpy as np
import pandas as pd
import pingouin
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.stats.contingency_tables import SquareTable, cochrans_q, mcnemar
from statsmodels.stats.multitest import multipletests

data = {}
for line in open(sys.argv[1], encoding="utf-8").read().splitlines()[1:]:
    name, *values = line.split(",")
    data[name] = np.array([float(v) for v in values])

SCIPY = f"scipy {scipy.__version__}"
STATSMODELS = f"statsmodels {statsmodels.__version__}"
PINGOUIN = f"pingouin {pingouin.__version__}"
rows = []


def keep(tool, case, **statistics):
    for statistic, value in statistics.items():
        rows.append((case, statistic, f"{float(value):.17g}", tool))


def paired():
    before, after = data["pair_before"], data["pair_after"]
    change = np.round(after - before, 1)
    test = stats.ttest_rel(after, before)
    ci = test.confidence_interval(0.95)
    keep(SCIPY, "paired/t", t=test.statistic, p=test.pvalue, lower=ci.low, upper=ci.high)
    keep(SCIPY, "paired/r", r=stats.pearsonr(before, after).statistic)
    n, t = len(change), test.statistic
    for end, tail in (("lower", 0.975), ("upper", 0.025)):
        root = optimize.brentq(lambda ncp: stats.nct.cdf(t, n - 1, ncp) - tail, -5, 15, xtol=1e-14, rtol=1e-15)
        keep(SCIPY, "paired/d_z_ci", **{end: root / np.sqrt(n)})


def signed_ranks():
    for series in ("untied", "tied", "tied_few"):
        for zeros in ("wilcox", "pratt", "zsplit"):
            for correction in (False, True):
                test = stats.wilcoxon(data[series], zero_method=zeros, correction=correction, method="asymptotic")
                keep(SCIPY, f"signed_rank/{series}/{zeros}/{'corrected' if correction else 'plain'}", p=test.pvalue)
    keep(SCIPY, "signed_rank/untied/exact", p=stats.wilcoxon(data["untied"], method="exact").pvalue)
    for zeros in ("wilcox", "pratt", "zsplit"):
        every = stats.PermutationMethod(n_resamples=np.inf)
        keep(SCIPY, f"signed_rank/tied_few/{zeros}/exact", p=stats.wilcoxon(data["tied_few"], zero_method=zeros, method=every).pvalue)
    few = data["untied"][:14]
    flips = stats.permutation_test((few,), np.mean, permutation_type="samples", n_resamples=np.inf)
    keep(SCIPY, "sign_flip/untied_14", p=flips.pvalue)
    signs = data["tied"][data["tied"] != 0]
    test = stats.binomtest(int((signs > 0).sum()), len(signs))
    ci = test.proportion_ci(0.95, "exact")
    keep(SCIPY, "sign_test/tied", p=test.pvalue, lower=ci.low, upper=ci.high)


def categories():
    table = data["twice"].reshape(2, 2)
    plain, corrected = mcnemar(table, exact=False, correction=False), mcnemar(table, exact=False)
    exact = mcnemar(table, exact=True).pvalue
    changed = int(table[0, 1] + table[1, 0])
    mid = exact - stats.binom.pmf(int(min(table[0, 1], table[1, 0])), changed, 0.5)
    keep(STATSMODELS, "mcnemar", chi=plain.statistic, p=plain.pvalue, chi_corrected=corrected.statistic)
    keep(STATSMODELS, "mcnemar", p_corrected=corrected.pvalue, p_exact=exact)
    keep(SCIPY, "mcnemar", p_mid=mid)
    square = SquareTable(data["square"].reshape(4, 4), shift_zeros=False)
    for name, test in (
        ("stuart_maxwell", square.homogeneity("stuart_maxwell")),
        ("bhapkar", square.homogeneity("bhapkar")),
        ("bowker", square.symmetry()),
    ):
        keep(STATSMODELS, f"square/{name}", chi=test.statistic, df=test.df, p=test.pvalue)


def waves():
    test = cochrans_q(np.column_stack([data[f"yes_{wave}"] for wave in range(4)]))
    keep(STATSMODELS, "cochran", chi=test.statistic, df=test.df, p=test.pvalue)
    scores = [data[f"score_{wave}"] for wave in range(4)]
    test = stats.friedmanchisquare(*scores)
    keep(SCIPY, "friedman", chi=test.statistic, p=test.pvalue)
    test = pingouin.friedman(pd.DataFrame(np.column_stack(scores)), method="f")
    keep(PINGOUIN, "friedman", w=test["W"].iloc[0])


def lines():
    y, x, z = data["line_y"], data["line_x"], data["line_z"]
    fit = sm.OLS(y, np.column_stack([np.ones_like(x), x, z])).fit()
    keep(STATSMODELS, "line", sigma=np.sqrt(fit.mse_resid), r_squared=fit.rsquared)
    for term in range(3):
        keep(STATSMODELS, f"line/{term}", estimate=fit.params[term], se=fit.bse[term], t=fit.tvalues[term], p=fit.pvalues[term])
        keep(STATSMODELS, f"line/{term}", **{kind.lower(): getattr(fit, f"{kind}_se")[term] for kind in ("HC0", "HC1", "HC2", "HC3")})
    design = np.column_stack([np.ones(80), data["yes_x"], data["yes_z"]])
    fit = sm.Logit(data["yes_y"], design).fit(method="newton", tol=1e-15, maxiter=100, disp=False)
    for term in range(3):
        keep(STATSMODELS, f"logistic/{term}", estimate=fit.params[term], se=fit.bse[term], p=fit.pvalues[term])


def times():
    terms = np.column_stack([data["time_group"] == 1, data["time_group"] == 2, data["time_age"]]).astype(float)
    for ties in ("breslow", "efron"):
        model = PHReg(data["time_weeks"], terms, status=data["time_event"], ties=ties)
        fit = model.fit(gtol=1e-13, disp=False)
        step = fit.params - np.linalg.solve(model.hessian(fit.params), model.score(fit.params))
        step = step - np.linalg.solve(model.hessian(step), model.score(step))
        se = np.sqrt(np.diag(np.linalg.inv(-model.hessian(step))))
        keep(STATSMODELS, f"cox_{ties}", log=model.loglike(step))
        for term in range(3):
            keep(STATSMODELS, f"cox_{ties}/{term}", estimate=step[term], se=se[term])


def many_tests():
    for name, method in (("holm", "holm"), ("bh", "fdr_bh")):
        for place, p in enumerate(multipletests(data["p_values"], method=method)[1]):
            keep(STATSMODELS, f"{name}/{place}", p=p)


warnings.simplefilter("ignore")
for part in (paired, signed_ranks, categories, waves, lines, times, many_tests):
    part()
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write("# By tests/reference/kernel_stats.py from statistics_data.csv.\ncase,statistic,value,tool\n")
    out.writelines(",".join(row) + "\n" for row in rows)
