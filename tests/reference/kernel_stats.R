# Works out statistics of made-up numbers with R and its packages.
#
#     Rscript kernel_stats.R ../it/reference/statistics_data.csv ../it/reference/statistics_r.csv

suppressPackageStartupMessages({
  library(survival); library(lme4); library(lmerTest); library(metafor); library(boot)
  library(clubSandwich); library(sandwich); library(coin); library(exactRankTests)
  library(effectsize); library(mice)
})
files <- commandArgs(TRUE)
lines <- strsplit(readLines(files[1])[-1], ",")
d <- setNames(lapply(lines, function(line) as.numeric(line[-1])), sapply(lines, `[`, 1))

list2env(d, globalenv()) |> invisible()

rows <- character()
tool <- function(package) {
  if (package == "R") return(paste("R", paste(R.version$major, R.version$minor, sep = ".")))
  paste("R's", package, packageVersion(package))
}
keep <- function(.package, .case, ...) {
  values <- list(...)
  for (name in names(values)) {
    value <- formatC(as.numeric(values[[name]]), digits = 17, format = "g", width = 1)
    rows <<- c(rows, paste(.case, name, value, tool(.package), sep = ","))
  }
}
precise <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-15, maxiter = 10000)$root

# Paired change ----------------------------------------------------------------------------------------------------------
before <- d$pair_before; after <- d$pair_after; change <- round(after - before, 1); n <- length(change)
test <- t.test(after, before, paired = TRUE)
keep("R", "paired/t", t = test$statistic, p = test$p.value, lower = test$conf.int[1], upper = test$conf.int[2])
d_z <- mean(change) / sd(change)
keep("R", "paired/d_z_ci", lower = precise(function(ncp) pt(d_z * sqrt(n), n - 1, ncp) - 0.975, 0, 10) / sqrt(n),
  upper = precise(function(ncp) pt(d_z * sqrt(n), n - 1, ncp) - 0.025, 0, 10) / sqrt(n))
j <- function(m) exp(lgamma(m / 2) - lgamma((m - 1) / 2) - log(m / 2) / 2)
keep("R", "paired/effects", d_z = d_z, g_z_df_n_minus_1 = j(n - 1) * d_z, becker = mean(change) / sd(before),
  d_av_rms = mean(change) / sqrt((var(before) + var(after)) / 2), d_av_mean_sd = mean(change) / ((sd(before) + sd(after)) / 2),
  d_rm = d_z * sqrt(2 * (1 - cor(before, after))), common_language = pnorm(d_z))
for (measure in c("SMCC", "SMCR")) {
  found <- escalc(measure, m1i = mean(after), m2i = mean(before), sd1i = if (measure == "SMCC") sd(after) else sd(before),
    sd2i = sd(before), ni = n, ri = cor(before, after))
  keep("metafor", paste0("paired/", tolower(measure)), g = found$yi, v = found$vi)
}

# Ranks -------------------------------------------------------------------------------------------------------------------
for (series in c("untied", "untied_many")) {
  exact <- wilcox.test(d[[series]], exact = TRUE, conf.int = TRUE)
  keep("R", paste0("signed_rank/", series, "/r_exact"), v = exact$statistic, p = exact$p.value)
  keep("R", paste0("hodges_lehmann/", series), estimate = exact$estimate, lower = exact$conf.int[1], upper = exact$conf.int[2])
}
for (correct in c(TRUE, FALSE)) {
  test <- suppressWarnings(wilcox.test(d$tied, exact = FALSE, correct = correct))
  keep("R", paste0("signed_rank/tied/wilcox/", if (correct) "r_corrected" else "r_plain"), p = test$p.value)
}
keep("exactRankTests", "signed_rank/tied/wilcox/r_exact", p = suppressWarnings(wilcox.exact(d$tied, exact = TRUE))$p.value)
zero <- rep(0, length(d$tied))
for (method in c("Pratt", "Wilcoxon")) {
  test <- wilcoxsign_test(d$tied ~ zero, distribution = "exact", zero.method = method)
  keep("coin", paste0("signed_rank/tied/", tolower(method), "/coin_exact"), p = as.numeric(pvalue(test)))
}
for (series in c("untied", "tied")) {
  found <- rank_biserial(d[[series]], ci = 0.95)
  keep("effectsize", paste0("rank_biserial/", series), r = found$r_rank_biserial, lower = found$CI_low, upper = found$CI_high)
}
signs <- d$tied[d$tied != 0]
test <- binom.test(sum(signs > 0), length(signs))
keep("R", "sign_test/tied", p = test$p.value, lower = test$conf.int[1], upper = test$conf.int[2])

# Yes and no --------------------------------------------------------------------------------------------------------------
two <- matrix(d$twice, 2, byrow = TRUE); total <- sum(two)
test <- mcnemar.test(two, correct = TRUE)
keep("R", "mcnemar", chi_corrected = test$statistic, p_corrected = test$p.value)
# Newcombe (1998), method 10, from R's Wilson intervals.
wilson <- function(k) prop.test(k, total, correct = FALSE)$conf.int
newcombe <- function(two) {
  p <- c(sum(two[1, ]), sum(two[, 1])) / total
  w <- rbind(wilson(sum(two[1, ])), wilson(sum(two[, 1])))
  product <- two[1, 1] * two[2, 2] - two[1, 2] * two[2, 1]
  phi <- (if (product > 0) max(product - total / 2, 0) else product) / sqrt(prod(rowSums(two), colSums(two)))
  reach <- function(a, b) sqrt(a^2 - 2 * phi * a * b + b^2)
  difference <- p[2] - p[1]
  c(difference, difference - reach(p[2] - w[2, 1], w[1, 2] - p[1]), difference + reach(w[2, 2] - p[2], p[1] - w[1, 1]))
}
found <- newcombe(two)
keep("R", "newcombe", change = found[1], lower = found[2], upper = found[3])
found <- newcombe(two[, 2:1])
keep("R", "newcombe_turned", change = found[1], lower = found[2], upper = found[3])
ci <- wilson(two[1, 1])
keep("R", "wilson", lower = ci[1], upper = ci[2])
test <- mcnemar.test(matrix(d$square, 4, byrow = TRUE))
keep("R", "square/bowker", chi = test$statistic, df = test$parameter, p = test$p.value)
test <- mh_test(as.table(matrix(d$square, 4, byrow = TRUE)))
keep("coin", "square/stuart_maxwell", chi = statistic(test), p = as.numeric(pvalue(test)))

# Waves -------------------------------------------------------------------------------------------------------------------
test <- friedman.test(sapply(0:3, function(wave) d[[paste0("score_", wave)]]))
w <- test$statistic / (21 * 3)
keep("R", "friedman", chi = test$statistic, p = test$p.value, p_f = pf(20 * w / (1 - w), 3, 60, lower.tail = FALSE))

# Least squares -----------------------------------------------------------------------------------------------------------
fit <- lm(line_y ~ line_x + line_z)
keep("R", "line", sigma = summary(fit)$sigma, r_squared = summary(fit)$r.squared)
for (term in 1:3) {
  keep("R", paste0("line/", term - 1), estimate = coef(fit)[term], se = summary(fit)$coefficients[term, 2],
    lower = confint(fit)[term, 1], upper = confint(fit)[term, 2])
  for (kind in paste0("HC", 0:3)) {
    do.call(keep, c("sandwich", paste0("line/", term - 1), setNames(list(sqrt(vcovHC(fit, kind)[term, term])), tolower(kind))))
  }
}
fit <- lm(cluster_y ~ cluster_x + cluster_treated)
found <- coef_test(fit, vcovCR(fit, cluster = d$cluster_code, type = "CR2"), test = "Satterthwaite")
for (term in 1:3) {
  keep("clubSandwich", paste0("cluster/", term - 1), se = found$SE[term], df = found$df_Satt[term], p = found$p_Satt[term])
}
fit <- glm(yes_y ~ yes_x + yes_z, binomial, control = glm.control(epsilon = 1e-16, maxit = 200))
keep("R", "logistic", deviance = deviance(fit))
for (term in 1:3) {
  keep("R", paste0("logistic/", term - 1), estimate = coef(fit)[term], se = summary(fit)$coefficients[term, 2], p = summary(fit)$coefficients[term, 4])
}
group <- factor(d$ancova_group); first <- d$ancova_before - mean(d$ancova_before)
fit <- lm(ancova_after ~ first + group)
keep("R", "ancova", slope = coef(fit)[2], slope_se = sqrt(vcovHC(fit, "HC3")[2, 2]), sigma = summary(fit)$sigma,
  adjusted_0 = coef(fit)[1], adjusted_1 = coef(fit)[1] + coef(fit)[3], adjusted_2 = coef(fit)[1] + coef(fit)[4])
for (other in 1:2) {
  se <- sqrt(vcovHC(fit, "HC3")[other + 2, other + 2]); estimate <- coef(fit)[other + 2]
  keep("sandwich", paste0("ancova/", other), estimate = estimate, se = se,
    lower = estimate - qt(0.975, fit$df.residual) * se, p = 2 * pt(-abs(estimate / se), fit$df.residual))
}
test <- anova(lm(ancova_after ~ first), fit)
keep("R", "ancova/between", f = test$F[2], p = test[2, 6])
test <- anova(fit, lm(ancova_after ~ first * group))
keep("R", "ancova/slopes", f = test$F[2], p = test[2, 6])

# Mixed models: lme4 and lmerTest by their own searches; and by the definition, Newton's method on whole matrices ----------
mixed <- function(random, restricted) {
  x <- cbind(1, d$mixed_x, d$mixed_arm); y <- d$mixed_y; m <- length(y)
  same <- outer(d$mixed_site, d$mixed_site, "==")
  slope <- d$mixed_x
  parts <- if (random) list(same * 1, same * outer(slope, slope, "+"), same * outer(slope, slope), diag(m)) else list(same * 1, diag(m))
  theta <- if (random) c(10, 0.5, 2, 9) else c(10, 9)
  for (step in 1:200) {
    v <- Reduce(`+`, Map(`*`, theta, parts)); inverse <- solve(v)
    spread <- solve(t(x) %*% inverse %*% x)
    p <- inverse - inverse %*% x %*% spread %*% t(x) %*% inverse
    weight <- if (restricted) p else inverse
    py <- p %*% y
    trace <- function(a, b) sum(a * t(b))
    score <- sapply(parts, function(part) -trace(weight, part) / 2 + t(py) %*% part %*% py / 2)
    expected <- outer(seq_along(parts), seq_along(parts), Vectorize(function(i, j) trace(weight %*% parts[[i]], weight %*% parts[[j]]) / 2))
    quadratic <- outer(seq_along(parts), seq_along(parts), Vectorize(function(i, j) t(py) %*% parts[[i]] %*% p %*% parts[[j]] %*% py))
    observed <- quadratic - expected
    move <- solve(if (step < 30) expected else observed, score)
    theta <- theta + move
    if (max(abs(move / theta)) < 1e-15) break
  }
  beta <- spread %*% t(x) %*% inverse %*% y
  criterion <- determinant(v)$modulus + t(y) %*% py + (m - restricted * ncol(x)) * log(2 * pi) -
    restricted * determinant(spread)$modulus
  covariance <- 2 * solve(2 * observed)
  df <- sapply(1:3, function(term) {
    gradient <- sapply(parts, function(part) (spread %*% t(x) %*% inverse %*% part %*% inverse %*% x %*% spread)[term, term])
    2 * spread[term, term]^2 / (t(gradient) %*% covariance %*% gradient)
  })
  list(theta = theta, beta = beta, se = sqrt(diag(spread)), criterion = criterion, df = df, moved = max(abs(move / theta)))
}
tight <- lmerControl(optimizer = "nloptwrap", optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14, xtol_rel = 1e-14, ftol_rel = 1e-14, maxeval = 1e5))
for (restricted in c(TRUE, FALSE)) for (random in c(FALSE, TRUE)) {
  case <- paste0("mixed_", if (random) "slope" else "intercept", "_", if (restricted) "reml" else "ml")
  found <- mixed(random, restricted)
  keep("R", case, criterion = found$criterion, between = found$theta[1], residual = tail(found$theta, 1))
  if (random) keep("R", case, covariance = found$theta[2], slopes = found$theta[3])
  for (term in 1:3) {
    keep("R", paste0(case, "/", term - 1), estimate = found$beta[term], se = found$se[term])
    if (restricted) keep("R", paste0(case, "/", term - 1), df = found$df[term])
  }
  formula <- if (random) mixed_y ~ mixed_x + mixed_arm + (mixed_x | mixed_site) else mixed_y ~ mixed_x + mixed_arm + (1 | mixed_site)
  fit <- lmerTest::lmer(formula, REML = restricted, control = tight)
  of <- as.data.frame(VarCorr(fit))
  keep("lme4", paste0(case, "_lme4"), criterion = if (restricted) REMLcrit(fit) else deviance(fit, REML = FALSE), between = of$vcov[1], residual = tail(of$vcov, 1))
  for (term in 1:3) {
    keep("lme4", paste0(case, "_lme4/", term - 1), estimate = fixef(fit)[term], se = sqrt(diag(as.matrix(vcov(fit))))[term])
    if (restricted) keep("lmerTest", paste0(case, "_lme4/", term - 1), df = summary(fit)$coefficients[term, "df"])
  }
}

# Survival ----------------------------------------------------------------------------------------------------------------
curve <- summary(survfit(Surv(time_weeks, time_event) ~ 1), censored = FALSE)
for (step in c(1, 4, 8, 12)) {
  keep("survival", paste0("kaplan_meier/", curve$time[step]), survival = curve$surv[step], se = curve$std.err[step],
    lower = curve$lower[step], upper = curve$upper[step], at_risk = curve$n.risk[step], events = curve$n.event[step])
}
median <- quantile(survfit(Surv(time_weeks, time_event) ~ 1), 0.5)
keep("survival", "kaplan_meier/median", time = median$quantile, lower = median$lower, upper = median$upper)
test <- survdiff(Surv(time_weeks, time_event) ~ time_group)
keep("survival", "log_rank", chi = test$chisq, p = pchisq(test$chisq, 2, lower.tail = FALSE), expected_0 = test$exp[1],
  expected_1 = test$exp[2], expected_2 = test$exp[3])
for (ties in c("efron", "breslow")) {
  fit <- coxph(Surv(time_weeks, time_event) ~ factor(time_group) + time_age, ties = ties, control = coxph.control(eps = 1e-15, iter.max = 100, toler.chol = 1e-16))
  keep("survival", paste0("cox_", ties), log = fit$loglik[2], null = fit$loglik[1], score = fit$score)
  for (term in 1:3) {
    keep("survival", paste0("cox_", ties, "/", term - 1), estimate = coef(fit)[term], se = sqrt(fit$var[term, term]), p = summary(fit)$coefficients[term, 5])
  }
}

# False links: Chambers (2009) and Lahiri and Larsen (2005), with the mixing matrix and the variances written out --------------
linked <- function(kind, checked) {
  x <- cbind(1, mixed_x, mixed_arm); y <- mixed_y; m <- length(y)
  right <- seq(0.7, 1, length.out = 9)[mixed_site + 1]
  same <- outer(mixed_site, mixed_site, "=="); size <- rowSums(same); wrong <- 1 - right
  e <- diag(right) + (same - diag(m)) * wrong / (size - 1)
  ex <- e %*% x
  g <- if (kind == "ratio") x else ex
  for (step in if (kind == "blue") 1:500 else 1) {
    beta <- solve(t(g) %*% ex, t(g) %*% y)
    f <- as.vector(x %*% beta)
    centre <- ave(f, mixed_site)
    residual <- max(0, (sum((y - f)^2) - 2 * sum(f * (f - e %*% f))) / (m - 3))
    v <- wrong * (right * (f - centre)^2 + ave(f^2, mixed_site) - centre^2) + residual
    if (kind == "blue" && step < 500) g <- ex / v
  }
  meat <- t(g) %*% (g * v)
  if (checked) for (site in 0:8) {
    own <- mixed_site == site
    pull <- t(g[own, ]) %*% ((f - centre)[own] * size[own] / (size[own] - 1))
    meat <- meat + pull %*% t(pull) * right[own][1] * wrong[own][1] / 30
  }
  bread <- solve(t(g) %*% ex)
  list(beta = beta, se = sqrt(diag(bread %*% meat %*% t(bread))), residual = residual)
}
for (kind in c("ratio", "lahiri_larsen", "blue")) for (checked in c(FALSE, TRUE)) {
  found <- linked(kind, checked); case <- paste0("linked_", kind, if (checked) "_checked")
  keep("R", case, residual = found$residual)
  for (term in 1:3) keep("R", paste0(case, "/", term - 1), estimate = found$beta[term], se = found$se[term])
}

# Change against a comparison group: Morris (2008), the five studies of metafor's worked example ----------------------------
treated <- data.frame(before = c(30.6, 23.5, 0.5, 53.4, 35.6), after = c(38.5, 26.8, 0.7, 75.9, 36), sd = c(15, 3.1, 0.1, 14.5, 4.7),
  n = c(20, 50, 9, 10, 14), r = c(0.47, 0.64, 0.77, 0.89, 0.44))
control <- data.frame(before = c(23.1, 24.9, 0.6, 55.7, 34.8), after = c(19.7, 25.3, 0.6, 60.7, 33.4), sd = c(13.8, 4.1, 0.2, 17.3, 3.1),
  n = c(20, 42, 9, 11, 14), r = c(0.47, 0.64, 0.77, 0.89, 0.44))
standard <- function(g) escalc("SMCR", m1i = g$after, m2i = g$before, sd1i = g$sd, ni = g$n, ri = g$r)
t_found <- standard(treated); c_found <- standard(control)
pooled_sd <- sqrt(((treated$n - 1) * treated$sd^2 + (control$n - 1) * control$sd^2) / (treated$n + control$n - 2))
pooled <- j(treated$n + control$n - 2) * ((treated$after - treated$before) - (control$after - control$before)) / pooled_sd
variance <- 2 * (1 - treated$r) * (1 / treated$n + 1 / control$n) + pooled^2 / (2 * (treated$n + control$n))
for (study in 1:5) {
  keep("metafor", paste0("morris/", study - 1), treated = t_found$yi[study], control = c_found$yi[study], difference = t_found$yi[study] - c_found$yi[study])
  keep("R", paste0("morris/", study - 1), pooled = pooled[study], variance = variance[study])
}

# Completed data sets -----------------------------------------------------------------------------------------------------
found <- pool.scalar(d$imputed_q, d$imputed_u, n = 40, k = 1)
keep("mice", "rubin", estimate = found$qbar, within = found$ubar, between = found$b, total = found$t, df = found$df, missing = found$fmi)
found <- pool.scalar(c(-1.5457, -1.428), c(0.9723^2, 1.041^2), n = 25, k = 2)
keep("mice", "rubin_example", estimate = found$qbar, within = found$ubar, between = found$b, total = found$t, df = found$df, missing = found$fmi)

# Regression to the mean ----------------------------------------------------------------------------------------------------
# Mean change of people whose first score, mean 8.4, sd 5.8 and reliability .7, is above 17: integrated, not by the formula.
density <- function(x) dnorm(x, 8.4, 5.8)
chosen <- integrate(density, 17, 60, rel.tol = 1e-13)$value
moved <- integrate(function(x) (1 - 0.7) * (8.4 - x) * density(x), 17, 60, rel.tol = 1e-13)$value
keep("R", "regression_to_mean", change = moved / chosen)

# Resampling --------------------------------------------------------------------------------------------------------------
correlation <- function(pairs, rows) cor(pairs[rows, 1], pairs[rows, 2])
influence <- empinf(data = cbind(before, after), statistic = correlation, type = "jack", stype = "i")
influence <- influence - mean(influence) # Efron's acceleration is about the mean of the jackknife, not the estimate.
keep("boot", "bootstrap", estimate = cor(before, after), acceleration = sum(influence^3) / (6 * sum(influence^2)^1.5))

# Many tests --------------------------------------------------------------------------------------------------------------
for (method in c("holm", "BH")) {
  adjusted <- p.adjust(d$p_values, method)
  for (place in seq_along(adjusted)) keep("R", paste0(tolower(method), "/", place - 1), p = adjusted[place])
}

# Charts: Anhøj's limits and the limits of individual values, by their formulas -----------------------------------------------
months <- d$months; off <- sign(months - median(months)); off <- off[off != 0]
keep("R", "run_chart", centre = median(months), useful = length(off), longest = max(rle(off)$lengths), crossings = length(rle(off)$lengths) - 1,
  limit = round(log2(length(off)) + 3), least = qbinom(0.05, length(off) - 1, 0.5))
range <- mean(abs(diff(months)))
keep("R", "xmr", lower = mean(months) - 2.66 * range, upper = mean(months) + 2.66 * range)

# Pooling -----------------------------------------------------------------------------------------------------------------
pooling <- function(case, y, v) {
  exact <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-14)
  fixed <- rma(y, v, method = "EE")
  keep("metafor", paste0(case, "/fixed"), mean = fixed$beta, se = fixed$se, p = fixed$pval, q = fixed$QE, q_p = fixed$QEp)
  dl <- rma(y, v, method = "DL")
  keep("metafor", paste0(case, "/dl"), tau_squared = dl$tau2, mean = dl$beta, se = dl$se, lower = dl$ci.lb, upper = dl$ci.ub, i_squared = dl$I2 / 100, h_squared = dl$H2)
  reml <- rma(y, v, method = "REML", control = exact)
  keep("metafor", paste0(case, "/reml"), tau_squared = reml$tau2, tau_se = reml$se.tau2, mean = reml$beta, se = reml$se, p = reml$pval, i_squared = reml$I2 / 100)
  profile <- confint(dl, control = list(tol = 1e-14, maxiter = 10000))$random
  keep("metafor", paste0(case, "/profile"), lower = profile[1, 2], upper = profile[1, 3])
  for (test in c("knha", "adhoc")) {
    knapp <- rma(y, v, method = "REML", test = test, control = exact)
    keep("metafor", paste0(case, "/", test), se = knapp$se, lower = knapp$ci.lb, upper = knapp$ci.ub, p = knapp$pval,
      next_lower = predict(knapp)$pi.lb, next_upper = predict(knapp)$pi.ub)
  }
  keep("metafor", paste0(case, "/normal"), next_lower = predict(reml)$pi.lb, next_upper = predict(reml)$pi.ub)
  riley <- qt(0.975, length(y) - 2) * sqrt(reml$tau2 + reml$se^2)
  keep("R", paste0(case, "/riley"), next_lower = as.numeric(reml$beta) - riley, next_upper = as.numeric(reml$beta) + riley)
  shrunk <- blup(reml)
  for (site in c(1, length(y))) {
    keep("metafor", paste0(case, "/blup_", site - 1), value = shrunk$pred[site], se = shrunk$se[site])
  }
}
pooling("pool", d$pool_y, d$pool_v)
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
pooling("bcg", as.numeric(bcg$yi), bcg$vi)
pooling("raudenbush", as.numeric(dat.raudenbush1985$yi), dat.raudenbush1985$vi)

writeLines(c("# By tests/reference/kernel_stats.R from statistics_data.csv.", "case,statistic,value,tool", rows), files[2])
